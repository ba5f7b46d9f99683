import { describe, expect, test } from '@jest/globals';
import { createLoadGate } from './load-gate.ts';

/** A gate over a clock and an event loop of the test's own. */
function openWorld(most: number) {
  let at = 0;
  const loop = { idle: 0, active: 0 };
  const gate = createLoadGate(
    most,
    () => ({ ...loop }),
    () => at,
  );
  /** Time passes, of which the loop works a share; then somebody looks. */
  const pass = (ms: number, busy: number): void => {
    at += ms;
    loop.active += ms * busy;
    loop.idle += ms * (1 - busy);
    gate.isFull();
  };
  const enter = (count: number) => Array.from({ length: count }, () => gate.enter());
  /** So many come and are answered. */
  const answer = (count: number): void => {
    for (let n = 0; n < count; n++) gate.enter()?.();
  };
  return { gate, pass, enter, answer };
}

test('so many run at once, and who leaves makes room once', () => {
  const { gate, enter } = openWorld(2);
  const [first] = enter(2);
  expect([gate.isFull(), gate.enter(), gate.turnedAway]).toEqual([true, null, 1]);
  first?.();
  first?.();
  expect([gate.isFull(), gate.running]).toEqual([false, 1]);
});

describe('while the event loop is busy', () => {
  test('as many may run as are answered in 100 ms', () => {
    const { gate, pass, answer } = openWorld(500);
    for (let n = 0; n < 30; n++) {
      answer(200);
      pass(100, 1);
    }
    expect(gate.places).toBe(200);
  });

  test('never fewer than 128, nor more than there are', () => {
    const slow = openWorld(500);
    slow.pass(1_000, 1);
    const quick = openWorld(500);
    quick.answer(10_000);
    quick.pass(100, 1);
    expect([slow.gate.places, quick.gate.places]).toEqual([128, 500]);
  });

  test('fewer than 128 stay as few', () => {
    const { gate, pass } = openWorld(10);
    pass(1_000, 1);
    expect(gate.places).toBe(10);
  });

  test('one bad moment takes few places', () => {
    const { gate, pass, answer } = openWorld(500);
    for (let n = 0; n < 30; n++) {
      answer(300);
      pass(100, 1);
    }
    pass(100, 1);
    expect(gate.places).toBe(210);
  });
});

test('all places are there again as soon as the loop rests, also when nobody leaves', () => {
  const { gate, pass, enter } = openWorld(500);
  pass(1_000, 1);
  enter(128);
  expect([gate.places, gate.isFull()]).toEqual([128, true]);
  pass(100, 0.5);
  expect([gate.places, gate.isFull()]).toEqual([500, false]);
});

test('slow subgraphs alone do not make it narrower', () => {
  const { gate, pass, enter } = openWorld(500);
  enter(400);
  for (let n = 0; n < 20; n++) pass(100, 0.89);
  expect([gate.places, gate.isFull()]).toEqual([500, false]);
});

test('without bounds nothing is measured', () => {
  const { gate, pass } = openWorld(Number.POSITIVE_INFINITY);
  pass(1_000, 1);
  expect(gate.places).toBe(Number.POSITIVE_INFINITY);
});
