import { expect, test } from '@jest/globals';
import { createWorld, eur } from '../../fixtures/operation-world.ts';
import { readLimits } from './read-limits.ts';

test.each([
  [0n, 2_000n],
  [1_500n, 500n],
  [2_500n, 0n],
])('of %d spent today, %d are left', async (spent, remaining) => {
  const { context } = createWorld({ store: { spentOn: async () => [{ currency: 'EUR', spent }] } });
  expect(await readLimits(context)).toEqual([
    {
      ...{ perTransfer: eur(1_000n), daily: eur(2_000n), remaining: eur(remaining) },
      resetsAt: new Date('2031-03-02T00:00:00.000Z'),
    },
  ]);
});
