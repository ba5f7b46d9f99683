import { expect, test } from '@jest/globals';
import { COMMERCE, createWorld, eur, refusalIn, refused } from '../../fixtures/operation-world.ts';
import { moveFunds } from './move-funds.ts';

const input = {
  ...{ from: { userId: 'usr_ada' }, to: { system: 'ESCROW:orders' }, amount: eur(100n), key: 'k' },
  reference: { type: 'order', id: 'ord_1' },
};
const worldWith = (store: object = {}) => createWorld({ caller: COMMERCE, store });

test('money of a person goes to a purpose', async () => {
  const { context, orders } = worldWith();
  expect(refusalIn(await moveFunds(context, input))).toBe('ok');
  expect(orders()).toMatchObject([
    {
      ...{ kind: 'MOVE', reference: { type: 'order', id: 'ord_1' }, effectKey: 'commerce:moveFunds:k', actorId: null },
      postings: [
        { party: { userId: 'usr_ada' }, amount: -100n },
        { party: { system: 'ESCROW', name: 'orders' }, amount: 100n },
      ],
    },
  ]);
});

test('no more leaves an account of the platform than it has', async () => {
  const { context, orders } = worldWith({ lockSystemBalance: async () => 99n });
  const back = { ...input, from: { system: 'ESCROW:orders' }, to: { userId: 'usr_ada' } };
  expect(await moveFunds(context, back)).toMatchObject({
    refusal: { __typename: 'InsufficientFunds', available: eur(99n) },
  });
  expect(orders()).toEqual([]);
});

test('LOSSES may be negative', async () => {
  const losses = { ...input, from: { system: 'LOSSES' }, to: { userId: 'usr_ada' } };
  expect(refusalIn(await moveFunds(worldWith().context, losses))).toBe('ok');
});

test.each([
  [refused('NOT_FOUND'), 'NotFound from'],
  [refused('FROZEN'), 'AccountFrozen from'],
  [refused('CLOSED'), 'AccountClosed from'],
  [refused('INSUFFICIENT'), 'InsufficientFunds amount'],
])('%p is refused', async (outcome, refusal) => {
  const { context } = worldWith({ insertTransaction: async () => outcome });
  expect(refusalIn(await moveFunds(context, input))).toBe(refusal);
});

test.each([
  [{ to: { system: 'EXTERNAL:stripe' } }, 'InvalidInput to'],
  [{ to: { system: 'ESCROW:' } }, 'InvalidInput to'],
  [{ to: { userId: 'usr_ada' } }, 'SelfTransfer to'],
  [{ amount: { amount: 1n, currency: 'JPY' } }, 'CurrencyNotSupported amount'],
])('%p is refused', async (change, refusal) => {
  expect(refusalIn(await moveFunds(worldWith().context, { ...input, ...change }))).toBe(refusal);
});
