import { expect, test } from '@jest/globals';
import { createWorld, NOW } from '../../fixtures/operation-world.ts';
import { openAccount } from './open-account.ts';

test('a new account is published, one that is there is not', async () => {
  const opened = createWorld({ store: { openAccount: async () => 'wal_1' } }).store;
  await openAccount(opened as never, 'usr_ada', 'EUR', NOW);
  expect(opened.announce.mock.calls[0]).toMatchObject([
    { name: 'wallet.account-opened' },
    { accountId: 'wal_1', userId: 'usr_ada', currency: 'EUR', at: NOW.toISOString() },
    NOW,
  ]);
  const there = createWorld().store;
  await openAccount(there as never, 'usr_ada', 'EUR', NOW);
  expect(there.announce).not.toHaveBeenCalled();
});
