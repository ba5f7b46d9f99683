import { setTimeout } from 'node:timers/promises';

/** Does work that comes in steps without a pause. */
export function atOnce<Value>(work: Generator<void, Value>): Value {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** How much of the time work in steps takes for itself. */
const SHARE = 1 / 2;

/** Does work in steps beside what a process serves: after each it waits as long as the step has taken. */
export async function inSteps<Value>(work: Generator<void, Value>): Promise<Value> {
  for (;;) {
    const began = performance.now();
    const step = work.next();
    if (step.done) return step.value;
    await setTimeout((performance.now() - began) * (1 / SHARE - 1));
  }
}
