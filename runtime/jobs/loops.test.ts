import { expect, test } from '@jest/globals';
import { workUntilIdle } from './loops.ts';

/** Runs a loop that polls every second, woken or not at each wait, and returns how long it waited each time. */
async function waits(woken: readonly boolean[], work: () => Promise<boolean> = async () => false): Promise<number[]> {
  const end = new AbortController();
  const delays: number[] = [];
  const wait = async (_signal: AbortSignal, maxMs = 0): Promise<boolean> => {
    delays.push(maxMs);
    if (delays.length >= woken.length) end.abort();
    return woken[delays.length - 1] ?? false;
  };
  await workUntilIdle({ pollMs: 1_000, woken: wait }, work, end.signal);
  return delays;
}

test('polls that find nothing become rarer, up to five times the interval', async () => {
  const delays = await waits(Array.from({ length: 20 }, () => false));

  expect(delays.slice(0, 3)).toEqual([1_000, 1_250, 1_562.5]);
  expect(delays.at(-1)).toBe(5_000);
});

test('a wake signal makes polls as frequent as at first', async () => {
  const delays = await waits([false, false, true, false]);

  expect(delays).toEqual([1_000, 1_250, 1_562.5, 1_000]);
});

test('work that a poll finds does so too, and is followed by more at once', async () => {
  const results = [false, false, true, true, false];

  const delays = await waits([false, false, false], async () => results.shift() ?? false);

  expect(delays).toEqual([1_000, 1_250, 1_000]);
});
