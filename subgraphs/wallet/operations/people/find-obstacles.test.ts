import { expect, test } from '@jest/globals';
import { findObstacles } from './find-obstacles.ts';

test('what a person has or waits for stands against deleting their account', async () => {
  const found = [{ kind: 'BALANCE', count: 1, amount: 5n, currency: 'EUR' }] as const;
  expect(await findObstacles({ obstaclesOf: async () => [...found] }, 'usr_ada')).toEqual([
    { kind: 'BALANCE', count: 1, amount: { amount: 5n, currency: 'EUR' } },
  ]);
});
