import { expect, jest, test } from '@jest/globals';
import { createCallContext } from '../../fixtures/call-world.ts';
import type { Placing } from '../../repository/index.ts';
import { withdraw } from './withdraw.ts';

const INPUT = {
  ...{ accountId: 'wal_ada', amount: { amount: 2_000n, currency: 'EUR' }, payoutMethodId: 'pom_1' },
  idempotencyKey: 'k',
};

const placedHold: Placing = { refusal: null, accountId: 'wal_ada', available: 0n };

function worldOf({ placing = placedHold, isWithinLimit = true, methods = [{ id: 'pom_1', currency: 'EUR' }] } = {}) {
  const store = {
    insertHold: jest.fn(async (..._: unknown[]) => placing),
    expireHolds: async () => [],
    addSpent: async () => isWithinLimit,
    addWithdrawal: jest.fn(async (_: object) => undefined),
    beginSaga: jest.fn(async (..._: unknown[]) => true),
  };
  return { store, ...createCallContext(store, { answer: () => ({ payoutMethods: methods }) }) };
}

test('a withdrawal reserves its amount, and is sent after the time in which it can be cancelled', async () => {
  const { context, store } = worldOf();
  expect(await withdraw(context, INPUT)).toMatchObject({ ok: true, isReplay: false });
  expect(store.insertHold.mock.calls[0]?.[0]).toMatchObject({ amount: 2_000n, domain: 'wallet' });
  expect(store.addWithdrawal.mock.calls[0]?.[0]).toMatchObject({ accountId: 'wal_ada', payoutMethodId: 'pom_1' });
  expect(store.beginSaga.mock.calls[0]?.[1]).toMatchObject({ at: new Date('2031-03-01T12:01:00.000Z') });
});

const refusedBy = (refusal: Placing['refusal']) => ({ placing: { ...placedHold, refusal } });

test.each([
  ['a payout method of somebody else', { methods: [] }, 'NotFound'],
  ['a payout method in another currency', { methods: [{ id: 'pom_1', currency: 'USD' }] }, 'CurrencyMismatch'],
  ['an account of somebody else', refusedBy('NOT_FOUND'), 'NotFound'],
  ['another currency', refusedBy('CURRENCY_MISMATCH'), 'CurrencyMismatch'],
  ['a closed account', refusedBy('CLOSED'), 'AccountClosed'],
  ['a frozen account', refusedBy('FROZEN'), 'AccountFrozen'],
  ['more than there is', refusedBy('INSUFFICIENT'), 'InsufficientFunds'],
  ['one hold too many', refusedBy('TOO_MANY_HOLDS'), 'TooManyHolds'],
  ['more than on one day', { isWithinLimit: false }, 'LimitReached'],
])('%s is refused, and nothing is begun', async (_, facts, __typename) => {
  const { context, store } = worldOf(facts);
  expect(await withdraw(context, INPUT)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(store.addWithdrawal).not.toHaveBeenCalled();
  expect(store.beginSaga).not.toHaveBeenCalled();
});

test('while payments is away nothing is reserved', async () => {
  const { context, store, ask } = worldOf();
  ask.mockRejectedValue(new Error('away'));
  await expect(withdraw(context, INPUT)).rejects.toThrow('away');
  expect(store.insertHold).not.toHaveBeenCalled();
});
