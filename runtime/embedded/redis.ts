import { randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from './end-process.ts';
import { countUsers, joinUsers } from './engine-users.ts';
import { findFreePort, isFree } from './free-port.ts';
import { readPrivate, writePrivate } from './private-file.ts';
import { isRunning, type ProcessIdentity, parseIdentity } from './process-identity.ts';
import { isRedisServing, launchRedis, redisUrl } from './redis-process.ts';
import { findRedisProgram, type RedisSearch } from './redis-program.ts';
import { makeTemporaryFolder, recordEngine, removeTemporaryFolder } from './temporary-folder.ts';
import { withLockFile } from './with-lock-file.ts';

/** A Redis server that this project starts, on loopback and with a password. */
export interface EmbeddedRedis {
  /** `redis://:password@127.0.0.1:port`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Stops the server, unless another process still uses it. May be called twice. */
  stop(): Promise<void>;
  /** Whether its process is running. */
  isRunning(): boolean;
  /** Ends it with SIGKILL, as a crash would. */
  kill(): Promise<void>;
  /** Restarts it with the same URL, unless another process has done so. @throws when it does not start. */
  revive(): Promise<void>;
}

/** Where the data is, and settings of the server. */
export interface RedisOptions extends RedisSearch {
  /** Created when it does not exist; null: data is only in memory and lost with the server. */
  readonly dataDir: string | null;
  /** Default: the port of the last start, or a free one. */
  readonly port?: number;
}

interface RedisState {
  readonly folder: string;
  readonly password: string;
  readonly port: number | null;
  readonly process: ProcessIdentity | null;
}

const stateFile = (dataDir: string) => join(dataDir, 'redis.json');

function readState(dataDir: string): RedisState {
  const saved = readPrivate(stateFile(dataDir));
  return {
    folder: join(realpathSync(dataDir), 'redis'),
    password: typeof saved?.['password'] === 'string' ? saved['password'] : randomBytes(24).toString('base64url'),
    port: typeof saved?.['port'] === 'number' ? saved['port'] : null,
    process: parseIdentity(saved?.['process']),
  };
}

async function choosePort(requested: number | undefined, last: number | null): Promise<number> {
  if (requested !== undefined) return requested;
  return last !== null && (await isFree(last)) ? last : findFreePort();
}

/** Ends the server of an earlier start unless it can be used: two servers would corrupt one append-only file. */
async function reuse(state: RedisState, port: number | undefined): Promise<boolean> {
  if (state.process === null || state.port === null) return false;
  const isWanted = port === undefined || port === state.port;
  if (isWanted && (await isRedisServing(state.port, state.password))) return true;
  await endProcess(state.process, ['SIGTERM', 'SIGKILL'], 5_000);
  return false;
}

/** The handle of a running server. `launch` restarts it, and `finish` is called once when its user stops it. */
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

const PORT_ATTEMPTS = 5;

async function startTemporary(options: RedisOptions): Promise<EmbeddedRedis> {
  const program = findRedisProgram(options);
  const folder = makeTemporaryFolder();
  let port = options.port ?? (await findFreePort());
  const password = randomBytes(24).toString('base64url');
  const launch = async () => {
    const process = await launchRedis({ program, folder: join(folder, 'redis'), port, password, isPersistent: false });
    recordEngine(folder, process.pid);
    return process;
  };
  const launchFirst = async (attempts = PORT_ATTEMPTS): Promise<ProcessIdentity> => {
    try {
      return await launch();
    } catch (error) {
      // Another process may have taken the port since it was found free.
      if (options.port !== undefined || attempts === 1 || !/Address already in use/.test(String(error))) throw error;
      port = await findFreePort();
      return await launchFirst(attempts - 1);
    }
  };
  try {
    const process = await launchFirst();
    return handleOn({ port, password, process }, launch, () => removeTemporaryFolder(folder));
  } catch (error) {
    await removeTemporaryFolder(folder);
    throw error;
  }
}

async function startPersistent(dataDir: string, options: RedisOptions): Promise<EmbeddedRedis> {
  const lock = join(dataDir, 'redis.lock');
  const usersFolder = join(dataDir, 'redis.users');
  mkdirSync(dataDir, { recursive: true });
  const launchOn = async ({ folder, password }: RedisState, port: number) => {
    const program = findRedisProgram(options);
    const process = await launchRedis({ program, folder, port, password, isPersistent: true });
    writePrivate(stateFile(dataDir), { password, port, process });
    return process;
  };
  return withLockFile(lock, async () => {
    const state = readState(dataDir);
    const isReused = await reuse(state, options.port);
    const port = isReused && state.port !== null ? state.port : await choosePort(options.port, state.port);
    const process = isReused && state.process !== null ? state.process : await launchOn(state, port);
    const leave = joinUsers(usersFolder);
    const finish = (current: ProcessIdentity) =>
      withLockFile(lock, async () => {
        leave();
        if (countUsers(usersFolder) === 0) await endProcess(current, ['SIGTERM', 'SIGKILL'], 10_000);
      });
    const revive = () =>
      withLockFile(lock, async () => {
        const now = readState(dataDir);
        return (await reuse(now, port)) && now.process !== null ? now.process : launchOn(state, port);
      });
    return handleOn({ port, password: state.password, process }, revive, finish);
  });
}

/**
 * Starts a private Redis server; it never uses an installed one on port 6379.
 *
 * With a `dataDir` its data, port and password are kept. A running server of this folder, left by a killed process or in use
 * by another one, is shared when it accepts our password, and ended otherwise. The last process that stops ends a shared
 * server. Without a `dataDir` its files are in a temporary folder that is removed when it stops.
 *
 * @throws when Redis is missing (with how to install it), the requested port is taken, or it does not start.
 */
export const startRedis = (options: RedisOptions): Promise<EmbeddedRedis> =>
  options.dataDir === null ? startTemporary(options) : startPersistent(options.dataDir, options);
