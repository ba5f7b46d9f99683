import { expect, jest, test } from '@jest/globals';
import { NOW } from '../fixtures/operation-world.ts';
import { pruneCases } from './prune-cases.ts';

test('cases of a year ago are pruned, batch after batch until one is not full', async () => {
  const batch = jest.fn<(before: Date, limit: number) => Promise<number>>(async () => 0).mockResolvedValueOnce(500);
  await pruneCases({ repository: { pruneCases: batch }, now: () => NOW }, new AbortController().signal);
  const yearAgo = new Date('2030-03-01T12:00:00.000Z');
  expect(batch.mock.calls).toEqual([
    [yearAgo, 500],
    [yearAgo, 500],
  ]);
});

test('a process that ends begins no further batch', async () => {
  const batch = jest.fn(async () => 500);
  await pruneCases({ repository: { pruneCases: batch }, now: () => NOW }, AbortSignal.abort());
  expect(batch).toHaveBeenCalledTimes(1);
});
