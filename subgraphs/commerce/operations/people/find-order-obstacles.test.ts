import { expect, test } from '@jest/globals';
import { findOrderObstacles } from './find-order-obstacles.ts';

test('what a person has not finished stands against deleting their account', async () => {
  const found = [{ kind: 'ORDER', count: 2, amount: 500n, currency: 'EUR' }] as const;
  expect(await findOrderObstacles({ orderObstaclesOf: async () => [...found] }, 'usr_ada')).toEqual([
    { kind: 'ORDER', count: 2, amount: { amount: 500n, currency: 'EUR' } },
  ]);
});
