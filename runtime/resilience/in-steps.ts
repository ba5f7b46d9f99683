import { setTimeout } from 'node:timers/promises';

/** Does work that comes in steps without a pause. */
export function atOnce<Value>(work: Generator<unknown, Value>): Value {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** How much of the time work in steps takes for itself. */
const SHARE = 1 / 2;

/**
 * Does work in steps beside what a process serves: after each it waits as long as the step has taken. A step that yields a
 * promise goes on elsewhere, and is waited for.
 */
export async function inSteps<Value>(work: Generator<unknown, Value>): Promise<Value> {
  for (;;) {
    const began = performance.now();
    const step = work.next();
    const tookMs = performance.now() - began;
    if (step.done) return step.value;
    await step.value;
    await setTimeout(tookMs * (1 / SHARE - 1));
  }
}
