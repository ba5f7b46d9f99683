import { expect, test } from '@jest/globals';
import { findObstacles } from './find-obstacles.ts';

test('money of gifts that is on its way stands against a deletion', async () => {
  const unsettledGifts = async () => [{ count: 2, amount: 400n, currency: 'EUR' }];
  expect(await findObstacles({ unsettledGifts }, 'usr_ada')).toEqual([
    { kind: 'PAYOUT', count: 2, amount: { amount: 400n, currency: 'EUR' } },
  ]);
});
