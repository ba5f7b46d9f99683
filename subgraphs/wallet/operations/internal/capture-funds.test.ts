import { expect, test } from '@jest/globals';
import {
  COMMERCE,
  createWorld,
  eur,
  holdWith,
  NOW,
  POSTED,
  refusalIn,
  refused,
} from '../../fixtures/operation-world.ts';
import { captureFunds } from './capture-funds.ts';

const input = { holdId: 'hld_1', to: { userId: 'usr_ben' }, key: 'k' };
const ofCommerce = holdWith({ domain: 'commerce', referenceType: 'order', referenceId: 'ord_1' });

const worldWith = (hold: typeof ofCommerce | null, store: object = {}) =>
  createWorld({ caller: COMMERCE, store: { visibleHolds: async () => [hold], lockHold: async () => hold, ...store } });

test('all of the hold goes to a person, out of a frozen account too', async () => {
  const { context, orders } = worldWith(ofCommerce);
  expect(refusalIn(await captureFunds(context, input))).toBe('ok');
  expect(orders()).toMatchObject([
    {
      ...{ kind: 'CAPTURE', reference: { type: 'order', id: 'ord_1' }, effectKey: 'commerce:captureFunds:k' },
      postings: [
        { amount: -400n, fromHeld: 400n, settlesHold: true, evenIfFrozen: true },
        { party: { userId: 'usr_ben' }, amount: 400n },
      ],
    },
  ]);
});

test('what goes to who has deleted their account, or closed theirs, is unclaimed', async () => {
  const gone = worldWith(ofCommerce, { personState: async () => 'GONE' });
  expect(refusalIn(await captureFunds(gone.context, input))).toBe('ok');
  expect(gone.orders()).toMatchObject([{ postings: [{}, { party: { system: 'ESCROW', name: 'unclaimed' } }] }]);
  const outcomes = [refused('CLOSED', 1), POSTED];
  const closed = worldWith(ofCommerce, { insertTransaction: async () => outcomes.shift() });
  expect(refusalIn(await captureFunds(closed.context, input))).toBe('ok');
  expect(outcomes).toEqual([]);
});

test.each([
  ['another domain', { ...ofCommerce, domain: 'projects' }, {}, 'NotFound holdId'],
  ['nobody', null, {}, 'NotFound holdId'],
  ['the past', { ...ofCommerce, expiresAt: NOW }, {}, 'HoldExpired holdId'],
  ['before', { ...ofCommerce, state: 'RELEASED' as const }, {}, 'HoldSettled holdId'],
  ['less', ofCommerce, { amount: eur(401n) }, 'AmountTooLarge amount'],
  ['euros', ofCommerce, { amount: { amount: 1n, currency: 'USD' } }, 'CurrencyMismatch amount'],
  ['commerce', ofCommerce, { to: {} }, 'InvalidInput to'],
  ['commerce', ofCommerce, { to: { system: 'EXTERNAL:stripe' } }, 'InvalidInput to'],
])('a hold of %s', async (_, hold, change, refusal) => {
  expect(refusalIn(await captureFunds(worldWith(hold).context, { ...input, ...change }))).toBe(refusal);
});
