import { expect, test } from '@jest/globals';
import { nextAttempt } from './retry-times.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const secondsTo = (date: Date): number => (date.getTime() - now.getTime()) / 1_000;

test.each([
  [1, 7.5, 15],
  [2, 15, 30],
  [5, 120, 240],
  [11, 7_680, 15_360],
  [12, 10_800, 21_600],
  [40, 10_800, 21_600],
])('after %d attempts the next comes in %d to %d seconds', (attempts, least, most) => {
  expect(secondsTo(nextAttempt(attempts, now, () => 0))).toBe(least);
  expect(secondsTo(nextAttempt(attempts, now, () => 1))).toBe(most);
});

test('never before the other side wants it, nor later than six hours for its sake', () => {
  expect(secondsTo(nextAttempt(1, now, () => 0, 300))).toBe(300);
  expect(secondsTo(nextAttempt(1, now, () => 0, 999_999))).toBe(21_600);
});
