import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import { findFreePort } from '../runtime/embedded/free-port.ts';
import { ANONYMOUS, type Caller } from '../runtime/executor/caller.ts';
import { isStream } from '../runtime/executor/executor.ts';
import type { Configuration } from '../runtime/settings/configuration.ts';
import { variable } from '../runtime/settings/variables.ts';
import { type MediaServer, missingMediaPackages, type PublishTarget, prepareMediaServer } from './media-server.ts';
import type { Execute } from './seed.ts';
import { HOST_OF_STREAM, startDemoStream } from './seed-streams.ts';

/** How long a stream may take to be on air. */
const LIVE_PATIENCE_MS = 15_000;
const POLL_INTERVAL_MS = 200;

const HOST = `query Host($nickname: String!) { profileByNickname(nickname: $nickname) { user { id liveStream { id } } } }`;
const HOSTS = z.object({
  profileByNickname: z
    .object({ user: z.object({ id: z.string(), liveStream: z.object({ id: z.string() }).nullable() }) })
    .nullable(),
});
const STATE = 'query State($id: ID!) { stream(id: $id) { state } }';
const STATES = z.object({ stream: z.object({ state: z.string() }).nullable() });
const ROTATE =
  'mutation Rotate($id: ID!) { done: rotateStreamKey(input: { streamId: $id }) { ingest { url publishPath } } }';
const ROTATED = z.object({
  done: z.object({ ingest: z.object({ url: z.string().nullable(), publishPath: z.string() }).nullable() }),
});

/** Shows a picture in the live stream of the demo world. */
export interface DemoBroadcast {
  /** Publishes to a stream of a person; resolves when it is on air, with false when it is not for 15 seconds. */
  goLive(execute: Execute, caller: Caller, streamId: string, target: PublishTarget): Promise<boolean>;
  /** As `goLive`, for the stream of a world that was seeded before; begins it again when it is over. */
  resume(execute: Execute, viewerId: string): Promise<void>;
}

/** What a broadcast writes to, and what ends it. */
interface BroadcastSurroundings {
  readonly log: Pick<Logger, 'debug'>;
  readonly stage: (line: string) => void;
  readonly onClose: (closer: () => Promise<void>) => void;
}

/** A broadcast with the configuration of the process that takes it; null where there is none, with the configuration as given. */
interface StartedBroadcast {
  readonly configuration: Configuration;
  readonly broadcast: DemoBroadcast | null;
}

/**
 * Starts a media server for the demo world. Does nothing where none is made or a media server is configured, and says in one
 * line why there is no picture where a program is missing or does not start.
 */
export async function startDemoBroadcast(
  given: Configuration,
  { log, stage, onClose }: BroadcastSurroundings,
): Promise<StartedBroadcast> {
  const none = { configuration: given, broadcast: null };
  const { STREAMING_INGEST: ingest } = given.read({ STREAMING_INGEST: variable(z.string().optional(), {}) });
  if (given.production || given.seed !== 'demo' || ingest !== undefined) return none;
  const folder = join(given.dataDir, 'streaming');
  const obstacle = obstacleTo(folder);
  if (obstacle !== null) {
    stage(`The demo stream shows no picture. ${obstacle}`);
    return none;
  }
  // Before the gateway listens, as the domain looks for the server at once: so its port has to be known.
  const port = given.port === 0 ? await findFreePort() : given.port;
  const server = await prepareMediaServer(folder, log);
  process.on('exit', () => server.kill());
  // Registered first and so ended last: the domain asks the server for as long as it is open.
  onClose(() => server.stop());
  try {
    await server.start(hooksUrl(given.host, port));
  } catch (error) {
    await server.stop();
    stage(`The demo stream shows no picture. ${error instanceof Error ? error.message : error}`);
    return none;
  }
  const configuration = given.with({ ...server.environment, PORT: String(port) });
  return { configuration, broadcast: broadcastBy(server) };
}

/** Why there can be no media server here, and what to do about it; null when there can. */
function obstacleTo(folder: string): string | null {
  const missing = missingMediaPackages();
  if (missing.length > 0) return `To see one, install what is missing (Debian: apt-get install ${missing.join(' ')}).`;
  // It stands in the configuration of nginx, which has characters of its own.
  return /^[\w./-]+$/.test(folder) ? null : 'DATA_DIR may hold letters, digits, "_", ".", "/" and "-" alone.';
}

function broadcastBy(server: MediaServer): DemoBroadcast {
  const goLive: DemoBroadcast['goLive'] = async (execute, caller, streamId, target) => {
    const state = async (): Promise<string | null> =>
      STATES.parse(await dataOf(execute, STATE, { id: streamId }, caller)).stream?.state ?? null;
    server.publish(target, async () => [null, 'ENDED'].includes(await state()));
    const deadline = performance.now() + LIVE_PATIENCE_MS;
    while (performance.now() < deadline) {
      if ((await state()) === 'LIVE') return true;
      await pause(POLL_INTERVAL_MS);
    }
    return false;
  };
  return {
    goLive,
    async resume(execute, viewerId) {
      const viewer = { ...ANONYMOUS, viewerId };
      const { profileByNickname: profile } = HOSTS.parse(
        await dataOf(execute, HOST, { nickname: HOST_OF_STREAM }, viewer),
      );
      if (profile === null) return;
      const { id, liveStream } = profile.user;
      const caller = { ...ANONYMOUS, viewerId: id };
      if (liveStream !== null) {
        const { ingest } = ROTATED.parse(await dataOf(execute, ROTATE, { id: liveStream.id }, caller)).done;
        if (ingest?.url != null) {
          await goLive(execute, caller, liveStream.id, { url: ingest.url, publishPath: ingest.publishPath });
          return;
        }
      }
      const { streamId, target } = await startDemoStream(async (query, input) => {
        const data = z.record(z.string(), z.record(z.string(), z.unknown()));
        return Object.values(data.parse(await dataOf(execute, query, { input }, caller)))[0] ?? {};
      });
      if (target !== null) await goLive(execute, caller, streamId, target);
    },
  };
}

/** Where the server posts its hooks: by an address, since the name of this machine may stand for others too. */
function hooksUrl(host: string, port: number): string {
  const isLoopback = ['0.0.0.0', '::', 'localhost'].includes(host);
  return `http://${isLoopback ? '127.0.0.1' : host}:${port}/webhooks/streaming/nginx-rtmp`;
}

async function dataOf(
  execute: Execute,
  query: string,
  variables: Record<string, unknown>,
  caller: Caller,
): Promise<unknown> {
  const result = await execute({ query, variables }, caller);
  return isStream(result) ? null : result.data;
}
