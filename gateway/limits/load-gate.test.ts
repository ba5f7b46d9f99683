import { describe, expect, test } from '@jest/globals';
import { createLoadGate } from './load-gate.ts';

/** A gate over a clock and an event loop that the test drives. */
function openWorld(maxCapacity: number) {
  let at = 0;
  const loop = { idle: 0, active: 0 };
  const gate = createLoadGate(
    maxCapacity,
    () => ({ ...loop }),
    () => at,
  );
  /** Time passes, of which the loop is active for a share; then the gate measures. */
  const pass = (ms: number, busy: number): void => {
    at += ms;
    loop.active += ms * busy;
    loop.idle += ms * (1 - busy);
    gate.isFull();
  };
  const acquire = (count: number) => Array.from({ length: count }, () => gate.acquire());
  /** So many requests run and finish. */
  const finish = (count: number): void => {
    for (let n = 0; n < count; n++) gate.acquire()?.();
  };
  return { gate, pass, acquire, finish };
}

test('so many run at once, and a slot is released once', () => {
  const { gate, acquire } = openWorld(2);
  const [first] = acquire(2);
  expect([gate.isFull(), gate.acquire(), gate.rejected]).toEqual([true, null, 1]);
  first?.();
  first?.();
  expect([gate.isFull(), gate.running]).toEqual([false, 1]);
});

describe('while the event loop is busy', () => {
  test('as many may run as finish in 100 ms', () => {
    const { gate, pass, finish } = openWorld(500);
    for (let n = 0; n < 30; n++) {
      finish(200);
      pass(100, 1);
    }
    expect(gate.capacity).toBe(200);
  });

  test('never fewer than 128, nor more than the maximum', () => {
    const slow = openWorld(500);
    slow.pass(1_000, 1);
    const quick = openWorld(500);
    quick.finish(10_000);
    quick.pass(100, 1);
    expect([slow.gate.capacity, quick.gate.capacity]).toEqual([128, 500]);
  });

  test('fewer than 128 stay as few', () => {
    const { gate, pass } = openWorld(10);
    pass(1_000, 1);
    expect(gate.capacity).toBe(10);
  });

  test('one bad window takes few slots', () => {
    const { gate, pass, finish } = openWorld(500);
    for (let n = 0; n < 30; n++) {
      finish(300);
      pass(100, 1);
    }
    pass(100, 1);
    expect(gate.capacity).toBe(210);
  });
});

test('all slots are there again as soon as the loop is idle, also when none is released', () => {
  const { gate, pass, acquire } = openWorld(500);
  pass(1_000, 1);
  acquire(128);
  expect([gate.capacity, gate.isFull()]).toEqual([128, true]);
  pass(100, 0.5);
  expect([gate.capacity, gate.isFull()]).toEqual([500, false]);
});

test('slow subgraphs alone do not lower the capacity', () => {
  const { gate, pass, acquire } = openWorld(500);
  acquire(400);
  for (let n = 0; n < 20; n++) pass(100, 0.89);
  expect([gate.capacity, gate.isFull()]).toEqual([500, false]);
});

test('without bounds nothing is measured', () => {
  const { gate, pass } = openWorld(Number.POSITIVE_INFINITY);
  pass(1_000, 1);
  expect(gate.capacity).toBe(Number.POSITIVE_INFINITY);
});
