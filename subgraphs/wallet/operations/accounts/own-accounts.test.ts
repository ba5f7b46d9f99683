import { expect, test } from '@jest/globals';
import { accountWith, createWorld } from '../../fixtures/operation-world.ts';
import { ownAccounts } from './own-accounts.ts';

/** Somebody whose registration wallet has not heard of. */
function newcomer(user: object | null) {
  const accounts: unknown[] = [];
  const store = {
    accountsOf: async () => [...accounts],
    personState: async () => 'UNKNOWN',
    openAccount: async (ownerId: string, currency: string) => {
      accounts.push(accountWith({ ownerId, currency }));
      return 'wal_ada';
    },
  };
  return createWorld({ store, ask: async () => ({ user }) });
}

test('who has registered a moment ago has their account', async () => {
  const { context, store } = newcomer({ id: 'usr_ada' });
  expect(await ownAccounts(context)).toMatchObject([{ ownerId: 'usr_ada', currency: 'EUR' }]);
  expect(store.announce).toHaveBeenCalledTimes(1);
});

test('whom auth does not know has none', async () => {
  const { context, store } = newcomer(null);
  expect(await ownAccounts(context)).toEqual([]);
  expect(store.announce).not.toHaveBeenCalled();
});

test('who has deleted their account has none, and auth is not asked', async () => {
  const store = { accountsOf: async () => [], personState: async () => 'GONE' };
  const ask = () => Promise.reject(new Error('auth was asked'));
  expect(await ownAccounts(createWorld({ store, ask }).context)).toEqual([]);
});
