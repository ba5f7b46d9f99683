import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endProcess } from './end-process.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

/** Settings of a server. */
export interface RedisLaunch {
  readonly program: string;
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  /** Whether data outlives the server: an append-only file, flushed every second. */
  readonly isPersistent: boolean;
}

const START_PATIENCE_MS = 15_000;

/** URL of the server. The password excludes other accounts of the machine. */
export const redisUrl = (port: number, password: string): string => `redis://:${password}@127.0.0.1:${port}`;

const ANSWER_TIMEOUT_MS = 2_000;

/**
 * Whether the server at this port accepts our password and has loaded its data. It uses a plain socket, because timers of a
 * Redis client would delay the end of a short process.
 */
export const isRedisServing = (port: number, password: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    let reply = '';
    const conclude = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => conclude(false));
    socket.on('error', () => conclude(false));
    socket.on('close', () => conclude(false));
    socket.on('data', (bytes) => {
      reply += bytes.toString('latin1');
      if (reply === '+OK\r\n+PONG\r\n') conclude(true);
      else if (reply.includes('-')) conclude(false);
    });
  });

/** The configuration is a file, because every account of the machine can read the arguments of a process. */
function writeConfiguration({ folder, port, password, isPersistent }: RedisLaunch): string {
  const file = join(folder, 'redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(folder)}`,
    `appendonly ${isPersistent ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'save ""',
    'daemonize no',
    'loglevel warning',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

/**
 * Starts a server and waits until it accepts connections.
 *
 * @throws with the end of the server's log when it does not within 15 seconds.
 */
export async function launchRedis(launch: RedisLaunch): Promise<ProcessIdentity> {
  mkdirSync(launch.folder, { recursive: true, mode: 0o700 });
  const logFile = join(launch.folder, 'redis.log');
  const log = openSync(logFile, 'w', 0o600);
  // In its own process group: Ctrl-C at the terminal must not end it before its clients.
  const child = spawn(launch.program, [writeConfiguration(launch)], { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  child.on('error', () => {});
  const process = child.pid === undefined ? null : identify(child.pid);
  const deadline = performance.now() + START_PATIENCE_MS;
  while (process !== null && isRunning(process) && performance.now() < deadline) {
    if (await isRedisServing(launch.port, launch.password)) return process;
    await delay(10);
  }
  if (process !== null) await endProcess(process, ['SIGKILL'], 2_000);
  const words = readFileSync(logFile, 'utf8').trim().split('\n').slice(-4).join(' ');
  throw new Error(`Redis did not start on port ${launch.port}: ${words || 'its log is empty'}`);
}
