import { expect, test } from '@jest/globals';
import { accountWith, createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { closeWalletAccount } from './close-wallet-account.ts';

const closing = (outcome: string, account = accountWith()) =>
  createWorld({ account, store: { closeAccount: async () => ({ outcome, posted: 5n }) } });

test('an empty account is closed, and its log says so', async () => {
  const { context, announced } = closing('CLOSED');
  expect(await closeWalletAccount(context, { accountId: 'wal_ada' })).toEqual({ ok: true, value: 'wal_ada' });
  expect(announced()).toEqual(['wal_ada']);
});

test.each([
  ['NOT_EMPTY', 'AccountNotEmpty accountId'],
  ['FROZEN', 'AccountFrozen accountId'],
  ['NOT_FOUND', 'NotFound accountId'],
])('%s is refused', async (outcome, refusal) => {
  const { context, announced } = closing(outcome);
  expect(refusalIn(await closeWalletAccount(context, { accountId: 'wal_ada' }))).toBe(refusal);
  expect(announced()).toEqual([]);
});

test('an account of somebody else is unknown, even to finance', async () => {
  const { context } = closing('CLOSED', accountWith({ ownerId: 'usr_ben' }));
  expect(refusalIn(await closeWalletAccount(context, { accountId: 'wal_ben' }))).toBe('NotFound accountId');
  expect(refusalIn(await closeWalletAccount(context, { accountId: '' }))).toBe('InvalidInput accountId');
});
