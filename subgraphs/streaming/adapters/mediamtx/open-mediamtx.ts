import { z } from 'zod';
import type { IngestHook } from '../../provider/ingest-hook.ts';
import type { IngestProvider } from '../../provider/ingest-provider.ts';
import type { IngestSettings } from '../../settings.ts';
import { isSameSecret } from '../is-same-secret.ts';
import { playbackExpiry } from '../playback-expiry.ts';
import { createPlaybackTokens, type PlaybackTokens } from './playback-tokens.ts';

const TIME_LIMIT_MS = 2_000;
/** Longer than any stream: its key is refused by the hook once it is replaced, or the stream has ended. */
const PUBLISH_TTL_MS = 7 * 24 * 60 * 60 * 1_000;
const API_TTL_MS = 60_000;
const PREFIX = 'live/';

/** What the hooks in `deploy/streaming` post when a path begins and ceases to be published. */
const HOOK = z.object({
  event: z.enum(['ready', 'not-ready']),
  path: z.string(),
  sourceId: z.string(),
  query: z.string().default(''),
});
const PATHS = z.object({
  pageCount: z.int().default(1),
  items: z.array(
    z.object({
      name: z.string(),
      ready: z.boolean(),
      source: z.object({ type: z.string(), id: z.string() }).nullable(),
      bytesReceived: z.number().default(0),
    }),
  ),
});
/** Where connections of each type of source are ended. */
const KICKS: Readonly<Record<string, string>> = {
  rtmpConn: 'rtmpconns',
  rtmpsConn: 'rtmpsconns',
  rtspSession: 'rtspsessions',
  rtspsSession: 'rtspssessions',
  srtConn: 'srtconns',
  webRTCSession: 'webrtcsessions',
};

type Path = z.output<typeof PATHS>['items'][number];

/**
 * MediaMTX, which verifies tokens to publish and to play with our JWKS, and reports by hooks with a bearer token. The stream key is
 * such a token; one that was replaced is still signed, so the hook has its connection dropped.
 */
export async function openMediamtx(settings: IngestSettings, now: () => Date): Promise<IngestProvider> {
  const { serverUrl, publishUrl, playbackUrl, hookToken, playbackSecret } = settings;
  const tokens = await createPlaybackTokens(playbackSecret);
  const request = async (method: 'GET' | 'POST', path: string): Promise<Response> => {
    const expiresAt = new Date(now().getTime() + API_TTL_MS);
    const token = await tokens.sign({ action: 'api', path: '' }, {}, expiresAt);
    return fetch(`${serverUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
  };
  const readPaths = async (): Promise<Path[]> => {
    const found: Path[] = [];
    for (let page = 0, pages = 1; page < pages; page += 1) {
      const response = await request('GET', `/v3/paths/list?itemsPerPage=100&page=${page}`);
      if (!response.ok) throw new Error(`The media server responds with ${response.status}.`);
      const { items, pageCount } = PATHS.parse(await response.json());
      found.push(...items);
      pages = pageCount;
    }
    return found.filter(({ name, ready, source }) => ready && source !== null && name.startsWith(PREFIX));
  };

  return {
    name: 'mediamtx',
    waitsForAdmission: false,
    playbackKeys: [tokens.publicKey],
    recordings: null,
    async createCredentials({ id }, streamKey, at) {
      const path = `${PREFIX}${id}`;
      const expiresAt = new Date(at.getTime() + PUBLISH_TTL_MS);
      const token = await tokens.sign({ action: 'publish', path }, { stream_key: streamKey }, expiresAt);
      const url = `${publishUrl}/live`;
      return {
        url,
        streamKey: token,
        serverUrls: [{ protocol: protocolOf(url), url }],
        publishPath: `${id}?jwt=${token}`,
      };
    },
    async readHook({ headers, body, now: at }) {
      const given = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1] ?? '';
      if (!isSameSecret(given, hookToken)) return null;
      return { eventId: null, hook: await hookOf(tokens, body, at) };
    },
    async readPublishers() {
      return (await readPaths()).map(({ name, source, bytesReceived }) => ({
        ...{ streamId: name.slice(PREFIX.length), publisher: source?.id ?? '', receivedBytes: bytesReceived },
        ...{ bitrateKbps: null, framesPerSecond: null, droppedFrames: null, encoder: null },
      }));
    },
    async dropPublisher(streamId, publisher) {
      const found = (await readPaths()).find(({ name }) => name === `${PREFIX}${streamId}`);
      const kick = KICKS[found?.source?.type ?? ''];
      if (found?.source == null || kick === undefined || (publisher !== null && found.source.id !== publisher)) return;
      const response = await request('POST', `/v3/${kick}/kick/${encodeURIComponent(found.source.id)}`);
      await response.body?.cancel();
      if (!response.ok && response.status !== 404)
        throw new Error(`The media server responds with ${response.status}.`);
    },
    // Each request of a player is verified, so that one who must not watch stops when the token expires.
    dropViewer: async () => undefined,
    async playbackOf({ id, latency }, viewerId, at) {
      const expiresAt = playbackExpiry(at);
      const path = `${PREFIX}${id}`;
      const token = await tokens.sign({ action: 'read', path }, viewerId === null ? {} : { sub: viewerId }, expiresAt);
      const protocol = latency === 'LOW' ? 'LLHLS' : 'HLS';
      return { url: `${playbackUrl}/${path}/index.m3u8?jwt=${token}`, protocol, expiresAt };
    },
  };
}

async function hookOf(tokens: PlaybackTokens, body: Buffer, now: Date): Promise<IngestHook> {
  const parsed = HOOK.safeParse(jsonOf(body));
  if (!parsed.success || !parsed.data.path.startsWith(PREFIX)) return { kind: 'other' };
  const { event, path, sourceId: publisher, query } = parsed.data;
  const streamId = path.slice(PREFIX.length);
  if (event === 'not-ready') return { kind: 'end', streamId, publisher };
  const token = new URLSearchParams(query).get('jwt') ?? '';
  const isOfStream = await tokens.verify(token, now).then((claims) => claims !== null);
  // What is stored is the hash of the whole token, so that a token for another stream has another key.
  return { kind: 'publish', streamId, publisher, streamKey: isOfStream ? token : '', isRecorded: null };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

const protocolOf = (url: string): string => new URL(url).protocol.slice(0, -1).toUpperCase();
