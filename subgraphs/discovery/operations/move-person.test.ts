import { expect, test } from '@jest/globals';
import { NOW } from '../fixtures/operation-world.ts';
import { MAX_CHANGES_PER_DAY, nextChangeAt } from './move-person.ts';

const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

test('the next change is possible at once, after a quarter of an hour, or when the oldest of a day is a day old', () => {
  expect(nextChangeAt([], NOW)).toEqual(NOW);
  expect(nextChangeAt([ago(10)], NOW)).toEqual(ago(-5));
  const times = Array.from({ length: MAX_CHANGES_PER_DAY }, (_, nth) => ago(20 * (nth + 1)));
  expect(nextChangeAt(times, NOW)).toEqual(ago(480 - 1_440));
});
