import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { watchLoopDelay } from './loop-delay.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('time in which the loop does not turn is lost, and none else', () => {
  let now = 0;
  const delay = watchLoopDelay(() => now);
  /** Time passes, and a timer that was due meanwhile has its turn at the end of it. */
  const pass = (ms: number): void => {
    now += ms;
    jest.advanceTimersByTime(50);
  };
  expect(delay.lostMs()).toBe(0);
  for (const turn of [50, 55, 70, 50]) pass(turn);
  expect(delay.lostMs()).toBe(0);
  now += 450;
  // Still going on.
  expect(delay.lostMs()).toBe(400);
  pass(0);
  expect(delay.lostMs()).toBe(400);
  pass(150);
  expect(delay.lostMs()).toBe(500);
  delay.close();
  expect(jest.getTimerCount()).toBe(0);
});

test('nothing is measured while nobody asks', () => {
  let now = 0;
  const delay = watchLoopDelay(() => now);
  expect(jest.getTimerCount()).toBe(0);
  expect(delay.lostMs()).toBe(0);
  expect(jest.getTimerCount()).toBe(1);

  for (; now <= 30_100; now += 50) jest.advanceTimersByTime(50);
  expect(jest.getTimerCount()).toBe(0);
  now += 60_000;

  expect(delay.lostMs()).toBe(0);
  now += 500;
  expect(delay.lostMs()).toBe(450);
  delay.close();
});
