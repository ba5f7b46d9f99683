import { setTimeout } from 'node:timers/promises';

/**
 * How long a test waits at most for what it waits for: a bound for what hangs, no promise of speed, as a machine that runs
 * other things beside it may be slow. Less than the time that Jest gives a test, so that the test says what did not come.
 */
export const WAIT_LIMIT_MS = 120_000;

/** Resolves when `condition` holds; looks every 20 ms. @throws an error that names what did not come, after `limitMs`. */
export async function eventually(
  condition: () => Promise<boolean> | boolean,
  what: string,
  limitMs = WAIT_LIMIT_MS,
): Promise<void> {
  const until = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > until) throw new Error(`Waited ${Math.round(limitMs / 1_000)} s for ${what}.`);
    await setTimeout(20);
  }
}
