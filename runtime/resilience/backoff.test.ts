import { expect, test } from '@jest/globals';
import { backoffMs } from './backoff.ts';

const BACKOFF = { firstMs: 200, maxMs: 60_000 };

test.each([
  [1, 200],
  [2, 400],
  [5, 3_200],
  [9, 51_200],
  [10, 60_000],
  [5_000, 60_000],
])('attempt %i is followed by a delay of at most %i ms and at least half of it', (attempts, ms) => {
  expect(backoffMs(attempts, BACKOFF, 0.999_999)).toBe(ms);
  expect(backoffMs(attempts, BACKOFF, 0)).toBe(ms / 2);
});
