import { expect, test } from '@jest/globals';
import { accountWith, createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { openWalletAccount } from './open-wallet-account.ts';

const input = { currency: 'EUR', idempotencyKey: 'k' };

test('an account that was closed is open again, and its log says so', async () => {
  const store = { accountsOf: async () => [accountWith({ state: 'CLOSED' })], changeState: async () => true };
  const { context, announced } = createWorld({ store });
  expect(await openWalletAccount(context, input)).toMatchObject({ ok: true, value: { accountId: 'wal_ada' } });
  expect(announced()).toEqual(['wal_ada']);
});

test.each([
  [{ currency: 'JPY' }, 'CurrencyNotSupported currency'],
  [{ currency: 'Euro' }, 'InvalidInput currency'],
  [{ idempotencyKey: 'x'.repeat(256) }, 'InvalidInput idempotencyKey'],
])('%p is refused', async (change, refusal) => {
  expect(refusalIn(await openWalletAccount(createWorld().context, { ...input, ...change }))).toBe(refusal);
});
