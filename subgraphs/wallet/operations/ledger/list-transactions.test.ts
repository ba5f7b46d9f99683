import { expect, jest, test } from '@jest/globals';
import { accountWith, createWorld, transactionWith } from '../../fixtures/operation-world.ts';
import { listTransactions } from './list-transactions.ts';

const worldWith = (account: ReturnType<typeof accountWith> | null) => {
  const transactionPage = jest.fn(async (..._: unknown[]) => [transactionWith()]);
  const accountsOf = async () => [accountWith(), accountWith({ id: 'wal_usd', currency: 'USD' })];
  return { ...createWorld({ account, store: { transactionPage, accountsOf } }), transactionPage };
};

test('without an account, those of all accounts of the viewer', async () => {
  const { context, transactionPage } = worldWith(null);
  const { edges } = await listTransactions(context, { kind: 'TRANSFER' });
  expect(edges.map(({ node }) => node.id)).toEqual(['wtx_1']);
  expect(transactionPage.mock.calls[0]?.slice(0, 2)).toEqual([
    ['wal_ada', 'wal_usd'],
    { kind: 'TRANSFER', from: null, to: null, reference: null },
  ]);
});

test('of an account that the viewer may not see there are none', async () => {
  const { context, transactionPage } = worldWith(null);
  await listTransactions(context, { accountId: 'wal_other' });
  expect(transactionPage.mock.calls[0]?.[0]).toEqual([]);
});

test('a page of another list is refused', async () => {
  await expect(listTransactions(worldWith(accountWith()).context, { after: 'x' })).rejects.toThrow('not of this list');
});
