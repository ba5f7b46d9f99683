import { expect, jest, test } from '@jest/globals';
import { createWorld, eur, HOUR_MS, NOW, refusalIn } from '../../fixtures/operation-world.ts';
import { createHold } from './create-hold.ts';

const input = { accountId: 'wal_ada', amount: eur(400n), idempotencyKey: 'k' };
const at = (ms: number) => new Date(NOW.getTime() + ms);

const worldWith = (...refusals: (string | null)[]) => {
  const insertHold = jest.fn(async (..._: unknown[]) => ({
    refusal: refusals.shift() ?? null,
    accountId: 'wal_ada',
    available: 5n,
  }));
  return { ...createWorld({ store: { insertHold } }), insertHold };
};

test('money of the viewer is reserved for seven days, for nobody but themselves', async () => {
  const { context, insertHold, announced } = worldWith();
  expect(refusalIn(await createHold(context, input))).toBe('ok');
  expect(insertHold.mock.calls[0]?.slice(0, 2)).toMatchObject([
    {
      ...{ account: { accountId: 'wal_ada', ownerId: 'usr_ada' }, amount: 400n, currency: 'EUR', domain: null },
      expiresAt: at(7 * 24 * HOUR_MS),
    },
    { type: 'wallet.hold-placed' },
  ]);
  expect(announced()).toEqual(['wal_ada']);
});

test.each([
  ['NOT_FOUND', 'NotFound accountId'],
  ['CURRENCY_MISMATCH', 'CurrencyMismatch accountId'],
  ['CLOSED', 'AccountClosed accountId'],
  ['FROZEN', 'AccountFrozen accountId'],
  ['INSUFFICIENT', 'InsufficientFunds amount'],
  ['TOO_MANY_HOLDS', 'TooManyHolds accountId'],
])('%s is refused', async (reason, refusal) => {
  const { context, announced } = worldWith(reason, reason);
  expect(refusalIn(await createHold(context, input))).toBe(refusal);
  expect(announced()).toEqual([]);
});

test.each([
  [{ expiresAt: NOW }, 'InvalidInput expiresAt'],
  [{ expiresAt: at(91 * 24 * HOUR_MS) }, 'InvalidInput expiresAt'],
  [{ amount: eur(0n) }, 'InvalidInput amount amount'],
  [{ reference: { type: 'Order', id: '1' } }, 'InvalidInput reference type'],
  [{ reference: { type: 'order', id: '' } }, 'InvalidInput reference id'],
])('%p is refused', async (change, refusal) => {
  expect(refusalIn(await createHold(worldWith().context, { ...input, ...change }))).toBe(refusal);
});

test('what expired holds still reserve is freed first', async () => {
  const { context, store } = worldWith('INSUFFICIENT', null);
  store.expireHolds.mockResolvedValue(['wal_ada']);
  expect(refusalIn(await createHold(context, input))).toBe('ok');
});
