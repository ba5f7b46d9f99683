import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startEngines } from './engines.ts';
import { identify } from './process-identity.ts';
import { startRedis } from './redis.ts';
import { isRedisServing } from './redis-process.ts';
import { makeTemporaryFolder, recordEngine, removeTemporaryFolder, sweepTemporaryFolders } from './temporary-folder.ts';

const log = () => {};
let folder: string;
let dataDir: string;

beforeEach(() => {
  folder = makeTemporaryFolder();
  dataDir = join(folder, 'data');
});
afterEach(() => removeTemporaryFolder(folder));

async function start() {
  const redis = await startRedis({ dataDir, log });
  recordEngine(folder, redis.pid);
  return redis;
}

async function withClient<Value>(url: string, work: (client: Redis) => Promise<Value>): Promise<Value> {
  const client = new Redis(url);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

/** Starts a server in another process, kills that process, and returns its output. */
async function startAndDie(words: string): Promise<string> {
  const module = new URL('./redis.ts', import.meta.url).href;
  const code = `const { startRedis } = await import(${JSON.stringify(module)});
    const redis = await startRedis({ log() {}, ${words} });
    console.log(JSON.stringify({ pid: redis.pid, url: redis.url }));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(parent, 'exit');
  const [output] = await once(parent.stdout, 'data');
  parent.kill('SIGKILL');
  await exited;
  return String(output);
}

const isAlive = (pid: number) => identify(pid) !== null;

test('a server that was killed is started again at its address with what it had, by one of those who use it', async () => {
  const [one, other] = await Promise.all([start(), start()]);
  const { pid } = one;
  await withClient(one.url, (client) => client.set('a', '1'));
  await one.kill();
  expect([one.isRunning(), other.isRunning()]).toEqual([false, false]);
  await Promise.all([one.revive(), other.revive()]);
  recordEngine(folder, one.pid);

  expect([one.isRunning(), other.isRunning(), one.pid === other.pid, one.pid === pid]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(await withClient(one.url, (client) => client.get('a'))).toBe('1');
  await one.stop();
  expect(other.isRunning()).toBe(true);
  await other.stop();
});

test('data, port and password are kept from one start to the next', async () => {
  const first = await start();
  await withClient(first.url, (client) => client.set('a', '1'));
  await first.stop();
  const second = await start();

  expect(second.url).toBe(first.url);
  expect(await withClient(second.url, (client) => client.get('a'))).toBe('1');
  expect(statSync(join(dataDir, 'redis.json')).mode & 0o777).toBe(0o600);
  await second.stop();
});

test('needs its password', async () => {
  const redis = await start();

  expect(await isRedisServing(redis.port, 'wrong')).toBe(false);
  await redis.stop();
  expect(await isRedisServing(redis.port, 'wrong')).toBe(false);
});

test('the server that a killed process left is taken over', async () => {
  const started: { pid: number; url: string } = JSON.parse(await startAndDie(`dataDir: ${JSON.stringify(dataDir)}`));
  const redis = await start();

  expect({ pid: redis.pid, url: redis.url }).toEqual(started);
  await redis.stop();
  expect(isAlive(started.pid)).toBe(false);
});

test('a frozen server is ended and another started on its data', async () => {
  const frozen = await start();
  process.kill(frozen.pid, 'SIGSTOP');
  const redis = await start();

  expect(redis.pid).not.toBe(frozen.pid);
  expect(await isRedisServing(redis.port, new URL(redis.url).password)).toBe(true);
  await redis.stop();
});

test('what a killed process had in memory is swept away by the next run', async () => {
  const { pid }: { pid: number } = JSON.parse(await startAndDie('dataDir: null'));
  await sweepTemporaryFolders();

  expect(isAlive(pid)).toBe(false);
});

describe('without a Redis program', () => {
  const missing = { log, searchPath: '/nowhere' };

  test.each([null, 'data folder'])('the error says how to install it (%s)', async (storage) => {
    const options = { ...missing, dataDir: storage === null ? null : dataDir };

    await expect(startRedis(options)).rejects.toThrow(
      /^Redis is missing\. Install it \(Debian.*Fedora.*Alpine.*macOS.*REDIS_URL$/,
    );
  });
});

test('engines that were given are not started', async () => {
  const given = { databaseUrl: 'postgresql://a@b/c', redisUrl: 'redis://d' };
  const engines = await startEngines({ dataDir, log, ...given });

  expect(engines).toMatchObject({ ...given, dataLocation: 'elsewhere' });
  expect(existsSync(dataDir)).toBe(false);
  await engines.stop();
});
