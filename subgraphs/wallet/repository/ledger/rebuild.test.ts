import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LedgerWorld, OUTSIDE, openLedgerWorld } from '../../fixtures/ledger-world.ts';
import { readIntegrity } from '../../operations/finance/check-ledger.ts';
import { rebuildBalances } from './rebuild.ts';
import { systemAccountId } from './system-account-id.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await openLedgerWorld();
});
afterAll(() => world.close());

const worst = () =>
  world.repository.transaction(async (store) => (await readIntegrity(store, new Date())).worst, 'RepeatableRead');
const rebuild = () => world.repository.transaction((_, sql) => rebuildBalances(sql));

test('balances that were changed by hand are what the postings say again', async () => {
  const account = await world.account(1_000n);
  expect(await rebuild()).toEqual({ people: 0, platform: 0 });
  await world.query(`ALTER TABLE wallet.account DISABLE TRIGGER account_is_sound;
    UPDATE wallet.account SET posted = 7 WHERE id = '${account}';
    ALTER TABLE wallet.account ENABLE TRIGGER account_is_sound`);
  await world.query("DELETE FROM wallet.counter_change WHERE name = 'balance'");
  expect(await worst()).not.toBeNull();
  expect(await rebuild()).toEqual({ people: 1, platform: 1 });
  expect(await worst()).toBeNull();
  expect(await world.balances(account, systemAccountId(OUTSIDE, 'EUR'))).toEqual([1_000n, -1_000n]);
});
