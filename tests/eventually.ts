import { setTimeout } from 'node:timers/promises';

/** Resolves when `condition` holds; looks every 20 ms, for at most `withinMs`. @throws an error that names what did not come. */
export async function eventually(
  condition: () => Promise<boolean> | boolean,
  what: string,
  withinMs = 10_000,
): Promise<void> {
  const until = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > until) throw new Error(`Waited ${withinMs} ms for ${what}.`);
    await setTimeout(20);
  }
}
