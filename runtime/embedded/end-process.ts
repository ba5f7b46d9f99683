import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

/**
 * Sends each signal in turn until the process is gone, waiting `patienceMs` after each.
 * Resolves to whether it is gone.
 */
export async function endProcess(
  identity: ProcessIdentity,
  signals: readonly NodeJS.Signals[],
  patienceMs: number,
): Promise<boolean> {
  for (const signal of signals) {
    if (!isRunning(identity)) return true;
    try {
      process.kill(identity.pid, signal);
    } catch {
      // Gone between the look and the signal, or not ours to end: the wait below tells which.
    }
    const deadline = performance.now() + patienceMs;
    while (isRunning(identity) && performance.now() < deadline) await delay(10);
  }
  return !isRunning(identity);
}
