import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { queryOnce } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import { type EmbeddedPostgres, startPostgres } from './postgres.ts';
import { isRoot } from './postgres-account.ts';
import { makeTemporaryFolder, recordEngine, removeTemporaryFolder } from './temporary-folder.ts';

let folder: string;
let dataDir: string;

beforeEach(() => {
  folder = makeTemporaryFolder();
  dataDir = join(folder, 'data');
});
afterEach(() => removeTemporaryFolder(folder));

async function start(durable = false): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres({ dataDir, log: () => {}, durable });
  recordEngine(folder, postgres.pid);
  return postgres;
}

const query = async (url: string, statement: string): Promise<unknown[]> => (await queryOnce(url, statement)).rows;

/** Starts the server in another process; resolves once that has it. */
async function startElsewhere() {
  const module = new URL('./postgres.ts', import.meta.url).href;
  const code = `const { startPostgres } = await import(${JSON.stringify(module)});
    const { pid } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, log() {}, durable: false });
    console.log(pid);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(parent, 'exit');
  const [output] = await once(parent.stdout, 'data');
  const pid = Number(String(output));
  recordEngine(folder, pid);
  const kill = async () => {
    parent.kill('SIGKILL');
    await exited;
  };
  return { pid, kill };
}

test('data, port and password are kept from one start to the next', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
  await first.stop();
  const second = await start();

  expect(second.url).toBe(first.url);
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  await second.stop();
  await second.stop();
});

test('the password is readable by its owner only, and needed', async () => {
  const postgres = await start();
  const wrong = postgres.url.replace(/:[^:@]+@/, ':wrong@');

  expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600);
  await expect(query(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  await postgres.stop();
});

test('the server that a killed process left is taken over, and stopped by the one who took it', async () => {
  const orphan = await startElsewhere();
  await orphan.kill();
  const postgres = await start();

  expect(postgres.pid).toBe(orphan.pid);
  expect(await query(postgres.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  await postgres.stop();
  await expect(query(postgres.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
});

test('a second process shares the server, and the first to stop leaves it to the other', async () => {
  const other = await startElsewhere();
  const here = await start();
  await here.stop();

  expect(here.pid).toBe(other.pid);
  expect(await query(here.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  await other.kill();
});

test('a postmaster.pid that names a living stranger does not stop the start', async () => {
  const first = await start();
  await first.stop();
  const lines = `${process.pid}\n${first.dataDir}\n1700000000\n${first.port}\n\n127.0.0.1\n  1 1\nready   \n`;
  writeFileSync(join(first.dataDir, 'postmaster.pid'), lines);
  const second = await start();

  expect(await query(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  await second.stop();
});

test('a server that was itself killed has kept what it acknowledged, and a dead process holds no lock', async () => {
  const first = await start(true);
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
  process.kill(first.pid, 'SIGKILL');
  writeFileSync(join(dataDir, 'postgres.lock'), JSON.stringify({ pid: 1, startedAt: 'long ago' }));
  const second = await start();

  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  await second.stop();
});

test('a server that was killed is started again at its address, by one of those who use it', async () => {
  const [one, other] = await Promise.all([start(true), start(true)]);
  await query(one.url, 'CREATE TABLE kept AS SELECT 1 AS n');
  const { pid } = one;
  process.kill(pid, 'SIGKILL');
  await eventually(() => !one.isRunning(), 'the server to be gone');
  await Promise.all([one.revive(), other.revive()]);
  recordEngine(folder, one.pid);

  expect([one.isRunning(), other.isRunning(), one.pid === other.pid, one.pid === pid]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(await query(one.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  await one.stop();
  expect(other.isRunning()).toBe(true);
  await other.stop();
  expect(other.isRunning()).toBe(false);
});

test('two starts at once make one cluster', async () => {
  const [one, other] = await Promise.all([start(), start()]);

  expect(one.url).toBe(other.url);
  await one.stop();
  expect(await query(other.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  await other.stop();
});

test('a data folder that was deleted begins anew', async () => {
  const first = await start();
  await first.stop();
  writeFileSync(join(dataDir, 'postgres.json'), '{ not json');
  const second = await start();

  expect(second.url).not.toBe(first.url);
  expect(readFileSync(`${second.dataDir}.previous/PG_VERSION`, 'utf8')).toBe('18\n');
  await second.stop();
});

test('listens on loopback only, flushes to disk by default, and never runs as root', async () => {
  const careless = await start();
  await careless.stop();
  const postgres = await start(true);

  expect(
    await query(postgres.url, "SELECT current_setting('listen_addresses') AS a, current_setting('fsync') AS f"),
  ).toEqual([{ a: '127.0.0.1', f: 'on' }]);
  expect(statSync(postgres.dataDir).uid === 0).toBe(false);
  expect(statSync(postgres.dataDir).uid === process.getuid?.()).toBe(!isRoot());
  await postgres.stop();
});

test('an asked port that is taken is an error that names it', async () => {
  const first = await start();
  const other = startPostgres({ dataDir: join(folder, 'other'), log: () => {}, durable: false, port: first.port });

  await expect(other).rejects.toThrow(new RegExp(`port ${first.port}`));
  await first.stop();
});
