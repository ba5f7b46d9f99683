import { expect, test } from '@jest/globals';
import { createWorld, FINANCE, NOW } from '../../fixtures/operation-world.ts';
import { checkLedger } from './check-ledger.ts';

const SUMS = [{ currency: 'EUR', external: -500n, internal: 500n }];
const worldWith = (found: object = {}) =>
  createWorld({
    caller: FINANCE,
    store: {
      ledgerSums: async () => SUMS,
      firstWrongTransaction: async () => null,
      firstWrongPosting: async () => null,
      firstWrongAccount: async () => null,
      countTransactions: async () => 7n,
      ...found,
    },
  });

test('books without a fault are sound', async () => {
  expect(await checkLedger(worldWith().context)).toEqual({
    ...{ isSound: true, worst: null, checkedTransactions: '7', sums: SUMS, checkedAt: NOW },
  });
});

test.each([
  [{ firstWrongTransaction: async () => ({ id: 'wtx_1', fault: 'wrong' }) }, 'wtx_1: wrong'],
  [{ firstWrongPosting: async () => ({ id: 'wtx_2', fault: 'wrong' }) }, 'wtx_2: wrong'],
  [{ firstWrongAccount: async () => ({ id: 'wal_1', fault: 'wrong' }) }, 'wal_1: wrong'],
  [{ ledgerSums: async () => [{ currency: 'EUR', external: -1n, internal: 2n }] }, 'EUR: all accounts add up to 1'],
])('the first fault is named: %p', async (found, worst) => {
  expect(await checkLedger(worldWith(found).context)).toMatchObject({ isSound: false, worst });
});

test('others may not', () => {
  expect(() => checkLedger(createWorld().context)).toThrow('`finance`');
});
