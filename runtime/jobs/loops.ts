import { setTimeout } from 'node:timers/promises';
import type { WakeSignal } from './wake-signal.ts';

/** Runs `work` at once and again each time `intervalMs` have passed since it ended, until `signal` aborts. */
export async function repeatEvery(
  intervalMs: number,
  work: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await work();
    // The abort that ends the wait is no failure.
    await setTimeout(intervalMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/**
 * Runs `work` as long as it resolves to true; then waits until `woken` resolves or `pollMs` have passed, and begins again,
 * until `signal` aborts.
 */
export async function workUntilIdle(
  { pollMs, woken }: { readonly pollMs: number; readonly woken: WakeSignal['wait'] },
  work: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    if (!(await work())) await woken(signal, pollMs);
  }
}
