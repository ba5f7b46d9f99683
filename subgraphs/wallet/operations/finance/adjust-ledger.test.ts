import { expect, jest, test } from '@jest/globals';
import { accountWith, createWorld, eur, FINANCE, refusalIn } from '../../fixtures/operation-world.ts';
import { adjustLedger } from './adjust-ledger.ts';

const postings = [
  { system: 'LOSSES', amount: eur(-50n) },
  { accountId: 'wal_ada', amount: eur(50n) },
];
const input = { postings, reason: 'Goodwill.', idempotencyKey: 'k' };

function worldWith(accounts: (object | null)[] = [accountWith({ kind: 'LOSSES' }), accountWith()]) {
  const insertAdjustment = jest.fn(async (..._: unknown[]) => undefined);
  const store = { insertAdjustment, openSystemAccounts: async () => undefined, visibleAccounts: async () => accounts };
  return { ...createWorld({ caller: FINANCE, store }), insertAdjustment };
}

test('a proposal names accounts by their ids and is audited; nothing moves', async () => {
  const { context, insertAdjustment, store, orders } = worldWith();
  expect(refusalIn(await adjustLedger(context, input))).toBe('ok');
  expect(insertAdjustment.mock.calls[0]?.[0]).toMatchObject({
    ...{ currency: 'EUR', reason: 'Goodwill.', requesterId: 'usr_leo' },
    postings: [
      { accountId: 'wal_LOSSES', amount: '-50' },
      { accountId: 'wal_ada', amount: '50' },
    ],
  });
  expect(store.recordAudit.mock.calls[0]?.[1]).toMatchObject({ action: 'adjustLedger' });
  expect(orders()).toEqual([]);
});

const [first, second] = postings;
test.each([
  ['one posting', [second], 'InvalidInput postings'],
  ['a sum that is not 0', [first, { ...second, amount: eur(49n) }], 'InvalidInput postings'],
  ['a posting of 0', [first, second, { system: 'FEES', amount: eur(0n) }], 'InvalidInput postings 2 amount amount'],
  ['an unknown account of the platform', [{ ...first, system: 'BANK' }, second], 'InvalidInput postings'],
  ['two names of an account', [{ ...first, accountId: 'wal_1' }, second], 'InvalidInput postings'],
  ['an account twice', [{ ...second, amount: eur(-50n) }, second], 'InvalidInput postings'],
  ['two currencies', [first, { ...second, amount: { amount: 50n, currency: 'USD' } }], 'CurrencyMismatch postings'],
])('%s is refused', async (_, changed, refusal) => {
  expect(refusalIn(await adjustLedger(worldWith().context, { ...input, postings: changed }))).toBe(refusal);
});

test.each([
  [[accountWith(), null], 'NotFound postings 1 accountId'],
  [[accountWith(), accountWith({ currency: 'USD' })], 'CurrencyMismatch postings'],
])('accounts %p are refused', async (accounts, refusal) => {
  expect(refusalIn(await adjustLedger(worldWith(accounts).context, input))).toBe(refusal);
});

test('others may not', async () => {
  await expect(adjustLedger(createWorld().context, input)).rejects.toThrow('`finance`');
});
