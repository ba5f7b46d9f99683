import { setTimeout } from 'node:timers/promises';

/** Runs stepwise work without pauses. */
export function atOnce<Value>(work: Generator<unknown, Value>): Value {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Share of the time that stepwise work may take. */
const SHARE = 1 / 2;

/**
 * Runs stepwise work beside what the process serves: after each step it pauses for as long as the step took. A step that
 * yields a promise runs elsewhere and is awaited.
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
