import { expect, jest, test } from '@jest/globals';
import { COMMERCE, createWorld, eur, HOUR_MS, NOW, refusalIn } from '../../fixtures/operation-world.ts';
import { holdFunds } from './hold-funds.ts';

const expiresAt = new Date(NOW.getTime() + HOUR_MS);
const input = { userId: 'usr_ada', amount: eur(400n), expiresAt, reference: { type: 'order', id: 'ord_1' }, key: 'k' };

const worldWith = (refusal: string | null = null, more: object = {}) => {
  const insertHold = jest.fn(async (..._: unknown[]) => ({ refusal, accountId: 'wal_ada', available: 5n }));
  return { ...createWorld({ caller: COMMERCE, store: { insertHold, ...more } }), insertHold };
};

test('the money is reserved for the domain that calls', async () => {
  const { context, insertHold } = worldWith();
  expect(refusalIn(await holdFunds(context, input))).toBe('ok');
  expect(insertHold.mock.calls[0]?.[0]).toMatchObject({ account: { userId: 'usr_ada' }, domain: 'commerce' });
});

test.each([
  ['INSUFFICIENT', 'InsufficientFunds amount'],
  ['FROZEN', 'AccountFrozen userId'],
  ['CLOSED', 'AccountClosed userId'],
  ['TOO_MANY_HOLDS', 'TooManyHolds userId'],
])('%s is refused', async (reason, refusal) => {
  expect(refusalIn(await holdFunds(worldWith(reason).context, input))).toBe(refusal);
});

test.each([
  [{ amount: { amount: 1n, currency: 'JPY' } }, 'CurrencyNotSupported amount'],
  [{ expiresAt: NOW }, 'InvalidInput expiresAt'],
  [{ key: '' }, 'InvalidInput key'],
])('%p is refused', async (change, refusal) => {
  expect(refusalIn(await holdFunds(worldWith().context, { ...input, ...change }))).toBe(refusal);
});

test('a person cannot call it', async () => {
  await expect(holdFunds(createWorld().context, input)).rejects.toThrow('Not for this caller.');
});
