import { z } from 'zod';
import type { ReceivedHook } from '../../provider/ingest-hook.ts';
import type { IngestProvider, PublishedStream } from '../../provider/ingest-provider.ts';
import type { IngestSettings } from '../../settings.ts';
import { isSameSecret } from '../is-same-secret.ts';
import { playbackExpiry } from '../playback-expiry.ts';
import { readStatistics } from './read-statistics.ts';
import { signedPath } from './signed-path.ts';

/** Of requests to the server, which is near. */
const TIME_LIMIT_MS = 2_000;

/** Applications of the server: one for streams that are recorded, one for the others. */
const applicationOf = ({ isRecorded }: Pick<PublishedStream, 'isRecorded'>): string =>
  isRecorded ? 'recorded' : 'live';
const APPLICATIONS = ['live', 'recorded'] as const;

/** Visitors and people see a public stream by one address, so that a cache may keep what it holds. */
const PUBLIC_VIEWER = 'public';

/**
 * nginx with the RTMP module, configured by the template in `deploy/streaming`. Encoders publish as
 * `<streamId>?key=<streamKey>`: as the name of the stream the key would stand in the paths of its segments.
 */
export function openNginxRtmp(settings: IngestSettings): IngestProvider {
  const { serverUrl, publishUrl, playbackUrl, hookToken, playbackSecret } = settings;
  const request = (path: string, more: RequestInit = {}): Promise<Response> =>
    fetch(`${serverUrl}${path}`, {
      headers: { authorization: `Bearer ${hookToken}` },
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
      ...more,
    });

  return {
    name: 'nginx-rtmp',
    waitsForAdmission: true,
    playbackKeys: [],
    async createCredentials(stream, streamKey) {
      const url = `${publishUrl}/${applicationOf(stream)}`;
      const publishPath = `${stream.id}?key=${streamKey}`;
      return { url, streamKey, serverUrls: [{ protocol: 'RTMP', url }], publishPath };
    },
    async readHook({ url, body }) {
      if (!isSameSecret(url.searchParams.get('token') ?? '', hookToken)) return null;
      return { eventId: null, hook: hookOf(new URLSearchParams(body.toString('utf8'))) };
    },
    async readPublishers() {
      const response = await request('/statistics');
      if (!response.ok) throw new Error(`The media server responds with ${response.status}.`);
      return readStatistics(await response.text());
    },
    async dropPublisher(streamId) {
      await Promise.all(
        APPLICATIONS.map(async (app) => {
          const response = await request(`/control/drop/publisher?app=${app}&name=${encodeURIComponent(streamId)}`);
          await response.body?.cancel();
          // 404: nobody publishes it there.
          if (!response.ok && response.status !== 404)
            throw new Error(`The media server responds with ${response.status}.`);
        }),
      );
    },
    // The server checks the address of each segment, so that one who must not watch stops when it expires.
    dropViewer: async () => undefined,
    async playbackOf(stream, viewerId, now) {
      const expiresAt = playbackExpiry(now);
      const viewer = stream.visibility === 'PUBLIC' || viewerId === null ? PUBLIC_VIEWER : viewerId;
      const path = signedPath(playbackSecret, expiresAt, [viewer, applicationOf(stream), stream.id]);
      return { url: `${playbackUrl}${path}/index.m3u8`, protocol: 'HLS', expiresAt };
    },
    recordings: {
      async list(streamId) {
        const response = await request('/recordings/');
        if (!response.ok) throw new Error(`The media server responds with ${response.status}.`);
        return partsOf(streamId, await response.json());
      },
      async read(name) {
        const response = await request(`/recordings/${name}`, { signal: null });
        if (response.ok && response.body !== null) return response.body;
        throw new Error(`The media server responds with ${response.status}.`);
      },
      async remove(name) {
        const response = await request(`/recordings/${name}`, { method: 'DELETE' });
        await response.body?.cancel();
        if (!response.ok && response.status !== 404)
          throw new Error(`The media server responds with ${response.status}.`);
      },
    },
  };
}

/** What the module posts: `call`, `app`, `name`, `clientid`, and the arguments that the encoder gave. */
function hookOf(form: URLSearchParams): ReceivedHook['hook'] {
  const streamId = form.get('name') ?? '';
  const publisher = form.get('clientid') ?? '';
  if (streamId === '' || publisher === '') return { kind: 'other' };
  switch (form.get('call')) {
    case 'publish':
      return {
        ...{ kind: 'publish', streamId, publisher },
        streamKey: form.get('key') ?? '',
        isRecorded: form.get('app') === 'recorded',
      };
    case 'update_publish':
      return { kind: 'update', streamId, publisher };
    case 'publish_done':
      return { kind: 'end', streamId, publisher };
    default:
      return { kind: 'other' };
  }
}

const LISTING = z.array(z.object({ name: z.string() }));

/** `<streamId>-<Unix time>.flv`, as `record_unique` names them. */
const partsOf = (streamId: string, listing: unknown): string[] =>
  LISTING.parse(listing)
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${streamId}-`) && /-\d+\.flv$/.test(name))
    .sort();
