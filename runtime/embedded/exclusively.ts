import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { types } from 'node:util';
import { identify, isRunning, parseIdentity } from './process-identity.ts';

/** Long enough for the holder to make a cluster and start both servers on a slow disk. */
const PATIENCE_MS = 60_000;

function holderIsGone(file: string): boolean {
  try {
    const holder = parseIdentity(JSON.parse(readFileSync(file, 'utf8')));
    return holder === null || !isRunning(holder);
  } catch {
    return false;
  }
}

function tryToHold(file: string, mine: string): boolean {
  try {
    writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (types.isNativeError(error) && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Takes away the lock of a dead process. Renamed first, so that of two who try only one succeeds. */
function removeAbandoned(file: string): void {
  const aside = `${file}.${process.pid}.abandoned`;
  try {
    renameSync(file, aside);
    rmSync(aside, { force: true });
  } catch {
    // Another process was quicker.
  }
}

/**
 * Runs `work` while no other process or call runs its own under the same lock file.
 * The lock of a killed process is taken over.
 *
 * @throws when the lock stays taken for a minute.
 */
export async function exclusively<Value>(file: string, work: () => Promise<Value>): Promise<Value> {
  mkdirSync(dirname(file), { recursive: true });
  const mine = JSON.stringify(identify(process.pid));
  const deadline = performance.now() + PATIENCE_MS;
  while (!tryToHold(file, mine)) {
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
