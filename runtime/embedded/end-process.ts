import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

/** Sends one signal after another until the process has ended, waiting `timeoutMs` after each. Returns whether it has ended. */
export async function endProcess(
  identity: ProcessIdentity,
  signals: readonly NodeJS.Signals[],
  timeoutMs: number,
): Promise<boolean> {
  for (const signal of signals) {
    if (!isRunning(identity)) return true;
    try {
      process.kill(identity.pid, signal);
    } catch {
      // The process has ended, or this one may not end it: the wait below finds out which.
    }
    const deadline = performance.now() + timeoutMs;
    while (isRunning(identity) && performance.now() < deadline) await delay(10);
  }
  return !isRunning(identity);
}
