import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { storageUsage } from './storage-usage.ts';

test('usage is the sum over the buckets', async () => {
  const byBucket = [
    { bucket: 'a', bytes: 3_000_000_000, fileCount: 2 },
    { bucket: 'b', bytes: 5, fileCount: 1 },
  ];
  const caller = { ...ANONYMOUS, viewerId: 'usr_ada' };
  const needs = { caller, limits: { quotaBytes: 10 }, repository: { bucketUsage: async () => byBucket } };
  expect(await storageUsage(needs)).toEqual({ bytes: 3_000_000_005, limit: 10, fileCount: 3, byBucket });
});
