import { AccessToken, IngressClient, IngressInput, RoomServiceClient, WebhookReceiver } from 'livekit-server-sdk';
import type { IngestHook } from '../../provider/ingest-hook.ts';
import type { IngestProvider } from '../../provider/ingest-provider.ts';
import type { PublisherReport } from '../../provider/publisher-report.ts';
import type { IngestSettings } from '../../settings.ts';
import { PLAYBACK_TTL_MS, playbackExpiry } from '../playback-expiry.ts';

/** `IngressState_Status.ENDPOINT_PUBLISHING` of LiveKit's protocol. */
const PUBLISHING = 2;
const NANOSECONDS_PER_MS = 1_000_000n;

type Ingress = Awaited<ReturnType<IngressClient['listIngress']>>[number];

/**
 * LiveKit: a stream is a room with one ingress. LiveKit makes the stream keys and refuses wrong ones itself; its webhooks are signed
 * JWTs with the hash of the body. A viewer joins with a token, which is verified only then: one who must not watch any more is
 * removed from the room.
 */
export function openLivekit(settings: IngestSettings, now: () => Date): IngestProvider {
  const { serverUrl, playbackUrl, livekit } = settings;
  if (livekit === null) throw new Error('LiveKit is configured without key and secret.');
  const { apiKey, apiSecret } = livekit;
  const ingresses = new IngressClient(serverUrl, apiKey, apiSecret);
  const rooms = new RoomServiceClient(serverUrl, apiKey, apiSecret);
  const receiver = new WebhookReceiver(apiKey, apiSecret);
  const removeIngresses = async (roomName: string): Promise<void> => {
    const found = await ingresses.listIngress({ roomName });
    await Promise.all(found.map(({ ingressId }) => ingresses.deleteIngress(ingressId)));
  };

  return {
    name: 'livekit',
    waitsForAdmission: false,
    playbackKeys: [],
    recordings: null,
    async createCredentials({ id, hostId }) {
      await removeIngresses(id);
      const identity = `host-${hostId ?? id}`;
      const { url, streamKey } = await ingresses.createIngress(IngressInput.RTMP_INPUT, {
        ...{ name: id, roomName: id, participantIdentity: identity },
      });
      return { url, streamKey, serverUrls: [{ protocol: 'RTMP', url }], publishPath: streamKey };
    },
    async readHook({ headers, body }) {
      const event = await receiver.receive(body.toString('utf8'), headers.get('authorization') ?? '').catch(() => null);
      if (event === null) return null;
      return { eventId: event.id, hook: hookOf(event.event, event.ingressInfo) };
    },
    async readPublishers() {
      const found = await ingresses.listIngress();
      return found.flatMap((ingress) => (ingress.state?.status === PUBLISHING ? [reportOf(ingress, now())] : []));
    },
    // Without its ingress the connection ends, and its key is refused from then on.
    dropPublisher: (streamId, publisher) => dropIngress(ingresses, streamId, publisher),
    async dropViewer(streamId, viewerId) {
      await rooms.removeParticipant(streamId, viewerId).catch(() => undefined);
    },
    async playbackOf({ id }, viewerId, at) {
      const expiresAt = playbackExpiry(at);
      const token = new AccessToken(apiKey, apiSecret, {
        ...(viewerId === null ? { identity: `visitor-${crypto.randomUUID()}` } : { identity: viewerId }),
        ttl: PLAYBACK_TTL_MS / 1_000,
      });
      token.addGrant({
        roomJoin: true,
        room: id,
        canPublish: false,
        canPublishData: false,
        canSubscribe: true,
        hidden: true,
      });
      return { url: `${playbackUrl}?access_token=${await token.toJwt()}`, protocol: 'WEBRTC', expiresAt };
    },
  };
}

async function dropIngress(ingresses: IngressClient, roomName: string, publisher: string | null): Promise<void> {
  const found = await ingresses.listIngress({ roomName });
  const dropped = found.filter((ingress) => publisher === null || publisherOf(ingress) === publisher);
  await Promise.all(dropped.map(({ ingressId }) => ingresses.deleteIngress(ingressId)));
}

/** An ingress can be published to again after a pause: each time it began is a connection of its own. */
const publisherOf = ({ ingressId, state }: Pick<Ingress, 'ingressId' | 'state'>): string =>
  `${ingressId}-${state?.startedAt ?? 0n}`;

function hookOf(event: string, ingress: Ingress | undefined): IngestHook {
  if (ingress === undefined) return { kind: 'other' };
  const [streamId, publisher] = [ingress.roomName, publisherOf(ingress)];
  if (event === 'ingress_started') return { kind: 'publish', streamId, publisher, streamKey: null, isRecorded: null };
  return event === 'ingress_ended' ? { kind: 'end', streamId, publisher } : { kind: 'other' };
}

/** LiveKit counts no bytes: what grows while packets arrive is the time. */
function reportOf(ingress: Ingress, now: Date): PublisherReport {
  const { roomName: streamId, state } = ingress;
  const startedMs = Number((state?.startedAt ?? 0n) / NANOSECONDS_PER_MS);
  const bits = (state?.video?.averageBitrate ?? 0) + (state?.audio?.averageBitrate ?? 0);
  return {
    ...{ streamId, publisher: publisherOf(ingress), receivedBytes: Math.max(1, now.getTime() - startedMs) },
    bitrateKbps: bits === 0 ? null : Math.round(bits / 1_000),
    framesPerSecond: state?.video?.framerate ?? null,
    ...{ droppedFrames: null, encoder: null },
  };
}
