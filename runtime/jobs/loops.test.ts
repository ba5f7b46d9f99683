import { expect, jest, test } from '@jest/globals';
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

test('passes that signals cause begin at least the interval apart', async () => {
  const end = new AbortController();
  const pauses: number[] = [];
  const pause = async (ms: number): Promise<void> => {
    pauses.push(ms);
    if (pauses.length === 2) end.abort();
  };
  let passes = 0;
  const work = async () => {
    passes += 1;
    return passes === 1;
  };

  await workUntilIdle({ pollMs: 1_000, minIntervalMs: 60_000, woken: async () => true, pause }, work, end.signal);

  expect(passes).toBe(3);
  for (const ms of pauses) expect(ms).toBeGreaterThan(0);
});

test('a poll is followed at once', async () => {
  const end = new AbortController();
  const pause = jest.fn(async () => undefined);
  let passes = 0;
  const work = async () => {
    passes += 1;
    if (passes === 3) end.abort();
    return false;
  };

  await workUntilIdle({ pollMs: 1_000, minIntervalMs: 60_000, woken: async () => false, pause }, work, end.signal);

  expect(pause).not.toHaveBeenCalled();
});

test('work that a poll finds does so too, and is followed by more at once', async () => {
  const results = [false, false, true, true, false];

  const delays = await waits([false, false, false], async () => results.shift() ?? false);

  expect(delays).toEqual([1_000, 1_250, 1_000]);
});
