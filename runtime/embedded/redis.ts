import { randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from './end-process.ts';
import { countUsers, joinUsers } from './engine-users.ts';
import { exclusively } from './exclusively.ts';
import { findFreePort, isFree } from './free-port.ts';
import { readPrivate, writePrivate } from './private-file.ts';
import { isRunning, type ProcessIdentity, parseIdentity } from './process-identity.ts';
import { launchRedis, redisAnswers, redisUrl } from './redis-process.ts';
import { findRedisProgram, type RedisSearch } from './redis-program.ts';
import { makeTemporaryFolder, noteEngine, removeTemporaryFolder } from './temporary-folder.ts';

/** A Redis server of our own, on loopback, behind a password. */
export interface EmbeddedRedis {
  /** `redis://:password@127.0.0.1:port`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Stops the server, unless another process uses it still. May be called twice. */
  stop(): Promise<void>;
  /** Whether its process is there. */
  isRunning(): boolean;
  /** Ends it with SIGKILL, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again at the same address, unless another process has done so already. @throws when it does not start. */
  revive(): Promise<void>;
}

/** How to start it. */
export interface RedisOptions extends RedisSearch {
  /** Made when absent; null: data in memory only, gone with the server. */
  readonly dataDir: string | null;
  /** Default: the port of the last start, or a free one. */
  readonly port?: number;
}

interface Place {
  readonly folder: string;
  readonly password: string;
  readonly port: number | null;
  readonly process: ProcessIdentity | null;
}

const stateFile = (dataDir: string) => join(dataDir, 'redis.json');

function readPlace(dataDir: string): Place {
  const known = readPrivate(stateFile(dataDir));
  return {
    folder: join(realpathSync(dataDir), 'redis'),
    password: typeof known?.['password'] === 'string' ? known['password'] : randomBytes(24).toString('base64url'),
    port: typeof known?.['port'] === 'number' ? known['port'] : null,
    process: parseIdentity(known?.['process']),
  };
}

async function choosePort(asked: number | undefined, last: number | null): Promise<number> {
  if (asked !== undefined) return asked;
  return last !== null && (await isFree(last)) ? last : findFreePort();
}

/** Ends what the last start left unless it can be used: two servers on one append-only file would spoil it. */
async function reuse(place: Place, port: number | undefined): Promise<boolean> {
  if (place.process === null || place.port === null) return false;
  const isWanted = port === undefined || port === place.port;
  if (isWanted && (await redisAnswers(place.port, place.password))) return true;
  await endProcess(place.process, ['SIGTERM', 'SIGKILL'], 5_000);
  return false;
}

/** The handle on a running server. `launch` starts it again; `finish` is how its user takes leave of it. */
function handleOn(
  running: { readonly port: number; readonly password: string; readonly process: ProcessIdentity },
  launch: () => Promise<ProcessIdentity>,
  finish: (process: ProcessIdentity) => Promise<void>,
): EmbeddedRedis {
  let { process } = running;
  let stopping: Promise<void> | null = null;
  return {
    url: redisUrl(running.port, running.password),
    port: running.port,
    get pid() {
      return process.pid;
    },
    stop: () => {
      stopping ??= finish(process);
      return stopping;
    },
    isRunning: () => isRunning(process),
    kill: async () => {
      await endProcess(process, ['SIGKILL'], 5_000);
    },
    revive: async () => {
      process = await launch();
    },
  };
}

async function startTemporary(options: RedisOptions): Promise<EmbeddedRedis> {
  const program = findRedisProgram(options);
  const folder = makeTemporaryFolder();
  const port = options.port ?? (await findFreePort());
  const password = randomBytes(24).toString('base64url');
  const launch = async () => {
    const process = await launchRedis({ program, folder: join(folder, 'redis'), port, password, isPersistent: false });
    noteEngine(folder, process.pid);
    return process;
  };
  try {
    return handleOn({ port, password, process: await launch() }, launch, () => removeTemporaryFolder(folder));
  } catch (error) {
    await removeTemporaryFolder(folder);
    throw error;
  }
}

async function startKept(dataDir: string, options: RedisOptions): Promise<EmbeddedRedis> {
  const lock = join(dataDir, 'redis.lock');
  const usersFolder = join(dataDir, 'redis.users');
  mkdirSync(dataDir, { recursive: true });
  const launchOn = async ({ folder, password }: Place, port: number) => {
    const program = findRedisProgram(options);
    const process = await launchRedis({ program, folder, port, password, isPersistent: true });
    writePrivate(stateFile(dataDir), { password, port, process });
    return process;
  };
  return exclusively(lock, async () => {
    const place = readPlace(dataDir);
    const isReused = await reuse(place, options.port);
    const port = isReused && place.port !== null ? place.port : await choosePort(options.port, place.port);
    const process = isReused && place.process !== null ? place.process : await launchOn(place, port);
    const leave = joinUsers(usersFolder);
    const finish = (current: ProcessIdentity) =>
      exclusively(lock, async () => {
        leave();
        if (countUsers(usersFolder) === 0) await endProcess(current, ['SIGTERM', 'SIGKILL'], 10_000);
      });
    const revive = () =>
      exclusively(lock, async () => {
        const now = readPlace(dataDir);
        return (await reuse(now, port)) && now.process !== null ? now.process : launchOn(place, port);
      });
    return handleOn({ port, password: place.password, process }, revive, finish);
  });
}

/**
 * A private Redis server; never the one that an installation may run on port 6379.
 *
 * With a `dataDir` its data, port and password are kept for the next start. A server that a killed process left behind, or
 * that another process runs on the same folder, is used when it answers with our password, and ended when it does not;
 * the last to stop ends it. Without one it lives in a temporary folder that goes with it.
 *
 * @throws when Redis is missing (with how to install it), the asked port is taken, or it does not start.
 */
export const startRedis = (options: RedisOptions): Promise<EmbeddedRedis> =>
  options.dataDir === null ? startTemporary(options) : startKept(options.dataDir, options);
