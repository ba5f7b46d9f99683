import { expect, test } from '@jest/globals';
import { createWorld, eur, holdWith, NOW, refusalIn, refused } from '../../fixtures/operation-world.ts';
import { captureHold } from './capture-hold.ts';

const input = { holdId: 'hld_1', toAccountId: 'wal_ben', idempotencyKey: 'k' };
const worldWith = (hold: ReturnType<typeof holdWith> | null, store: object = {}) =>
  createWorld({ store: { lockHold: async () => hold, ...store } });

test('all of a hold is captured unless the viewer says how much', async () => {
  const { context, orders, store, announced } = worldWith(holdWith());
  expect(await captureHold(context, input)).toMatchObject({ value: { holdId: 'hld_1', transactionId: 'wtx_9' } });
  expect(orders()).toMatchObject([
    {
      kind: 'CAPTURE',
      postings: [
        { party: { accountId: 'wal_ada' }, amount: -400n, fromHeld: 400n, settlesHold: true, dailyLimit: 2_000n },
        { party: { accountId: 'wal_ben' }, amount: 400n },
      ],
    },
  ]);
  expect(store.noteCapture.mock.calls[0]?.slice(1, 3)).toEqual([400n, true]);
  expect(announced()).toEqual(['wal_ada', 'wal_ben']);
});

test.each([
  [true, 400n, true],
  [false, 100n, false],
])('a part, final: %p, frees %d of the hold', async (isFinal, fromHeld, settlesHold) => {
  const { context, orders } = worldWith(holdWith());
  expect(refusalIn(await captureHold(context, { ...input, amount: eur(100n), isFinal }))).toBe('ok');
  expect(orders()).toMatchObject([{ postings: [{ amount: -100n, fromHeld, settlesHold }, { amount: 100n }] }]);
});

test.each([
  ['nobody', null, 'NotFound holdId'],
  ['a domain', holdWith({ domain: 'commerce' }), 'NotFound holdId'],
  ['the past', holdWith({ expiresAt: NOW }), 'HoldExpired holdId'],
  ['the past, swept', holdWith({ state: 'EXPIRED', expiresAt: NOW }), 'HoldExpired holdId'],
  ['before', holdWith({ state: 'CAPTURED' }), 'HoldSettled holdId'],
  ['a dollar account', holdWith({ currency: 'USD' }), 'CurrencyMismatch amount'],
  ['less', holdWith({ captured: 350n }), 'AmountTooLarge amount'],
])('a hold of %s', async (_, hold, refusal) => {
  const { context } = worldWith(hold);
  expect(refusalIn(await captureHold(context, { ...input, amount: eur(100n) }))).toBe(refusal);
});

test.each([
  [refused('NOT_FOUND', 1), 'NotFound toAccountId'],
  [refused('SAME_ACCOUNT', 1), 'SelfTransfer toAccountId'],
  [refused('FROZEN'), 'AccountFrozen holdId'],
  [refused('CLOSED', 1), 'AccountClosed toAccountId'],
  [refused('LIMIT_REACHED'), 'LimitReached amount'],
])('what the ledger refuses leaves the hold as it is: %p', async (outcome, refusal) => {
  const { context, store } = worldWith(holdWith(), { insertTransaction: async () => outcome });
  expect(refusalIn(await captureHold(context, input))).toBe(refusal);
  expect(store.noteCapture).not.toHaveBeenCalled();
});

test('a hold of somebody else is unknown', async () => {
  const { context } = createWorld({ caller: { viewerId: 'usr_eve' }, store: { lockHold: async () => holdWith() } });
  expect(refusalIn(await captureHold(context, input))).toBe('NotFound holdId');
});
