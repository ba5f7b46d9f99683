import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { types } from 'node:util';
import { identify, isRunning, parseIdentity } from './process-identity.ts';

/** Long enough to create a cluster and start both servers on a slow disk. */
const TIMEOUT_MS = 60_000;

function holderIsGone(file: string): boolean {
  try {
    const holder = parseIdentity(JSON.parse(readFileSync(file, 'utf8')));
    return holder === null || !isRunning(holder);
  } catch {
    return false;
  }
}

function tryToLock(file: string, mine: string): boolean {
  try {
    writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (types.isNativeError(error) && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the lock of a process that has ended. It is renamed first, so that only one of two processes succeeds. */
function removeAbandoned(file: string): void {
  const renamed = `${file}.${process.pid}.abandoned`;
  try {
    renameSync(file, renamed);
    rmSync(renamed, { force: true });
  } catch {
    // Another process has removed it.
  }
}

/**
 * Runs `work` while this call holds the lock file, which excludes other calls and processes. The lock of a killed process
 * is removed.
 *
 * @throws when another process holds the lock for a minute.
 */
export async function withLockFile<Value>(file: string, work: () => Promise<Value>): Promise<Value> {
  mkdirSync(dirname(file), { recursive: true });
  const mine = JSON.stringify(identify(process.pid));
  const deadline = performance.now() + TIMEOUT_MS;
  while (!tryToLock(file, mine)) {
    if (holderIsGone(file)) removeAbandoned(file);
    else if (performance.now() > deadline) throw new Error(`${file} is held by another process that is still starting`);
    else await delay(20);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
