import { expect, jest, test } from '@jest/globals';
import { NOW, POSTED } from '../../fixtures/operation-world.ts';
import type { SystemParty, TransactionOrder } from '../../repository/index.ts';
import { type PostingStore, postTransaction } from './post-transaction.ts';

/** A store in which accounts of the platform have these balances; those that are not named have nothing. */
function storeWith(balances: Readonly<Record<string, bigint>>) {
  const insertTransaction = jest.fn<PostingStore['insertTransaction']>(async () => POSTED);
  const lockSystemBalance = jest.fn<PostingStore['lockSystemBalance']>(async (id) => balances[id] ?? 0n);
  const systemAccountId = ({ system, name = '' }: SystemParty): string => `${system}${name}`;
  return { insertTransaction, lockSystemBalance, systemAccountId };
}

const orderOf = (...postings: readonly (readonly [SystemParty, bigint])[]): TransactionOrder => ({
  ...{ kind: 'MOVE', currency: 'EUR', actorId: null },
  postings: postings.map(([party, amount]) => ({ party, amount })),
});

test('what an account of the platform does not have is not taken from it', async () => {
  const store = storeWith({ ESCROWorders: 99n });
  const order = orderOf([{ system: 'FEES' }, 100n], [{ system: 'ESCROW', name: 'orders' }, -100n]);
  expect(await postTransaction(store, order, NOW)).toEqual({
    state: 'REFUSED',
    reason: 'INSUFFICIENT',
    posting: 1,
    accountId: null,
    available: 99n,
  });
  expect(store.insertTransaction).not.toHaveBeenCalled();
});

test('the outside and losses may be negative', async () => {
  const store = storeWith({});
  const order = orderOf(
    [{ system: 'LOSSES' }, -30n],
    [{ system: 'EXTERNAL', name: 'sandbox' }, -70n],
    [{ system: 'FEES' }, 100n],
  );
  expect(await postTransaction(store, order, NOW)).toBe(POSTED);
  expect(store.lockSystemBalance).not.toHaveBeenCalled();
});

test('accounts of the platform are locked in the order of their ids, whatever that of the postings is', async () => {
  const store = storeWith({ GIFTS: 10n, FEES: 10n });
  await postTransaction(
    store,
    orderOf([{ system: 'GIFTS' }, -10n], [{ system: 'FEES' }, -10n], [{ system: 'REVENUE' }, 20n]),
    NOW,
  );
  expect(store.lockSystemBalance.mock.calls).toEqual([['FEES'], ['GIFTS']]);
});
