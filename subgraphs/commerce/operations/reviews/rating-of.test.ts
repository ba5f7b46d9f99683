import { expect, test } from '@jest/globals';
import { ratingOf } from './rating-of.ts';

test.each<[readonly number[], number | null, number]>([
  [[0, 0, 0, 0, 0], null, 0],
  [[1, 0, 0, 0, 2], 3.67, 3],
])('of %j the average is %s', (counts, average, count) => {
  expect(ratingOf(counts)).toEqual({ average, count, histogram: counts });
});
