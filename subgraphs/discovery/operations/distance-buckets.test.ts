import { expect, test } from '@jest/globals';
import { bucketOf } from './distance-buckets.ts';

test.each([
  [0, 5],
  [5, 5],
  [5.001, 10],
  [20.5, 50],
  [100, 100],
  [100.001, null],
])('%d kilometres are in the bucket %s', (kilometres, bucket) => {
  expect(bucketOf(kilometres)).toBe(bucket);
});
