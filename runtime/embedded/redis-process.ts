import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endProcess } from './end-process.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

/** What a server is started with. */
export interface RedisLaunch {
  readonly program: string;
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  /** Whether data outlives the server: the append-only file, flushed each second. */
  readonly isPersistent: boolean;
}

const START_PATIENCE_MS = 15_000;

/** Address of the server; the password keeps other accounts of the machine out. */
export const redisUrl = (port: number, password: string): string => `redis://:${password}@127.0.0.1:${port}`;

const ANSWER_TIMEOUT_MS = 2_000;

/**
 * Whether the server at this port opens with our password, has read its data, and answers.
 * Asked over a plain socket: a Redis client leaves timers behind that hold up the end of a short process.
 */
export const redisAnswers = (port: number, password: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    let heard = '';
    const conclude = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => conclude(false));
    socket.on('error', () => conclude(false));
    socket.on('close', () => conclude(false));
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      if (heard === '+OK\r\n+PONG\r\n') conclude(true);
      else if (heard.includes('-')) conclude(false);
    });
  });

/** The configuration is a file, for words on a command line can be read by every account of the machine. */
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
 * Starts a server and waits until it answers.
 *
 * @throws with the end of the server's log when it does not within 15 seconds.
 */
export async function launchRedis(launch: RedisLaunch): Promise<ProcessIdentity> {
  mkdirSync(launch.folder, { recursive: true, mode: 0o700 });
  const logFile = join(launch.folder, 'redis.log');
  const log = openSync(logFile, 'w', 0o600);
  // In a process group of its own: Ctrl-C at the terminal must reach it only after its clients have finished.
  const child = spawn(launch.program, [writeConfiguration(launch)], { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  child.on('error', () => {});
  const process = child.pid === undefined ? null : identify(child.pid);
  const deadline = performance.now() + START_PATIENCE_MS;
  while (process !== null && isRunning(process) && performance.now() < deadline) {
    if (await redisAnswers(launch.port, launch.password)) return process;
    await delay(10);
  }
  if (process !== null) await endProcess(process, ['SIGKILL'], 2_000);
  const words = readFileSync(logFile, 'utf8').trim().split('\n').slice(-4).join(' ');
  throw new Error(`Redis did not start on port ${launch.port}: ${words || 'it said nothing'}`);
}
