import { expect, test } from '@jest/globals';
import { findContractObstacles } from './find-contract-obstacles.ts';

test('money in escrow stands against a deletion with its amount', async () => {
  const found = [
    { kind: 'MILESTONE', count: 1, amount: 5n, currency: 'EUR' },
    { kind: 'CONTRACT', count: 2, amount: null, currency: '' },
  ] as const;
  expect(await findContractObstacles({ contractObstacles: async () => [...found] }, 'usr_ada')).toEqual([
    { kind: 'MILESTONE', count: 1, amount: { amount: 5n, currency: 'EUR' } },
    { kind: 'CONTRACT', count: 2, amount: null },
  ]);
});
