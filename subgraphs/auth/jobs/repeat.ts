import { setTimeout } from 'node:timers/promises';

/** Runs `work` now and again `everyMs` after it ended, until the signal aborts. */
export async function repeat(everyMs: number, signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) {
    await work();
    await setTimeout(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
