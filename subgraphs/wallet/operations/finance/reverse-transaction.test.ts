import { expect, jest, test } from '@jest/globals';
import { createWorld, eur, FINANCE, refusalIn, refused, transactionWith } from '../../fixtures/operation-world.ts';
import { reverseTransaction } from './reverse-transaction.ts';

const input = { transactionId: 'wtx_1', reason: 'Wrong person.', idempotencyKey: 'k' };
const posting = (accountId: string, amount: bigint, kind = 'USER') => ({
  accountId,
  amount,
  currency: 'EUR',
  kind,
  name: '',
});
const TWO = [posting('wal_ada', -300n), posting('wal_ben', 300n)];
const THREE = [posting('wal_ada', -300n), posting('wal_ben', 290n), posting('wal_fees', 10n, 'FEES')];

function worldWith(
  transaction: ReturnType<typeof transactionWith> | null,
  postings: object[] = TWO,
  more: object = {},
) {
  const noteReversal = jest.fn(async (..._: unknown[]) => undefined);
  const store = {
    lockTransaction: async () => transaction,
    namedPostings: async () => postings,
    noteReversal,
    ...more,
  };
  return { ...createWorld({ caller: FINANCE, store }), noteReversal };
}

test.each([
  [undefined, 0n, 300n],
  [undefined, 120n, 180n],
  [eur(50n), 120n, 50n],
])('of %p, after %d, %d go back', async (amount, reversed, back) => {
  const { context, orders, noteReversal, store } = worldWith(transactionWith({ reversed }));
  expect(refusalIn(await reverseTransaction(context, { ...input, amount }))).toBe('ok');
  expect(orders()).toMatchObject([
    {
      ...{ kind: 'REVERSAL', reversesId: 'wtx_1', actorId: 'usr_leo' },
      postings: [
        { party: { accountId: 'wal_ada' }, amount: back },
        { party: { accountId: 'wal_ben' }, amount: -back, evenIfFrozen: true },
      ],
    },
  ]);
  expect(noteReversal.mock.calls[0]).toEqual(['wtx_1', back]);
  expect(store.recordAudit.mock.calls[0]?.[1]).toMatchObject({ action: 'reverseTransaction', subjectId: 'wtx_1' });
});

test('between three accounts, all goes back', async () => {
  const { context, orders } = worldWith(transactionWith(), THREE, { lockSystemBalance: async () => 10n });
  expect(refusalIn(await reverseTransaction(context, input))).toBe('ok');
  expect(orders()).toMatchObject([{ postings: [{ amount: 300n }, { amount: -290n }, { amount: -10n }] }]);
});

test.each([
  [null, TWO, {}, 'NotFound transactionId'],
  [transactionWith({ reversed: 300n }), TWO, {}, 'AlreadyReversed transactionId'],
  [transactionWith({ reversesId: 'wtx_0' }), TWO, {}, 'AlreadyReversed transactionId'],
  [transactionWith({ reversed: 100n }), TWO, { amount: eur(201n) }, 'AmountTooLarge amount'],
  [transactionWith(), TWO, { amount: { amount: 1n, currency: 'USD' } }, 'CurrencyMismatch amount'],
  [transactionWith(), THREE, { amount: eur(10n) }, 'InvalidInput amount'],
  [transactionWith(), TWO, { reason: '' }, 'InvalidInput reason'],
])('%p %p %p is refused', async (transaction, postings, change, refusal) => {
  const { context, orders, noteReversal } = worldWith(transaction, postings);
  expect(refusalIn(await reverseTransaction(context, { ...input, ...change }))).toBe(refusal);
  expect([orders(), noteReversal.mock.calls]).toEqual([[], []]);
});

test.each([
  [refused('INSUFFICIENT', 1), 'InsufficientFunds amount'],
  [refused('CLOSED', 0), 'AccountClosed transactionId'],
])('%p is refused', async (outcome, refusal) => {
  const { context, noteReversal } = worldWith(transactionWith(), TWO, { insertTransaction: async () => outcome });
  expect(refusalIn(await reverseTransaction(context, input))).toBe(refusal);
  expect(noteReversal).not.toHaveBeenCalled();
});
