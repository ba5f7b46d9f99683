import { expect, test } from '@jest/globals';
import { NOW } from '../../fixtures/booking-world.ts';
import { createRequestWorld, requestOf } from '../../fixtures/request-world.ts';
import type { PostingRefusal } from '../../repository/index.ts';
import { payMoneyRequest } from './pay-money-request.ts';

const INPUT = { moneyRequestId: 'mrq_1', idempotencyKey: 'k' };

test('a request is paid from the account of the payer in its currency, and is paid then', async () => {
  const { context, posted, settleRequest } = createRequestWorld(requestOf());
  expect(await payMoneyRequest(context, INPUT)).toMatchObject({ ok: true, value: { transactionId: 'wtx_1' } });
  expect(posted).toEqual([
    expect.objectContaining({
      ...{ kind: 'TRANSFER', actorId: 'usr_ada', payerId: 'usr_ada', memo: 'Pizza', effectKey: 'money-request:mrq_1' },
      postings: [
        expect.objectContaining({ party: { userId: 'usr_ada' }, amount: -1_250n }),
        { party: { userId: 'usr_ben' }, amount: 1_250n },
      ],
    }),
  ]);
  expect(settleRequest).toHaveBeenCalledWith('mrq_1', { state: 'PAID', transactionId: 'wtx_1' }, NOW);
});

test('it can be paid from another account', async () => {
  const { context, posted } = createRequestWorld(requestOf());
  await payMoneyRequest(context, { ...INPUT, fromAccountId: 'wal_2' });
  expect(posted[0]?.postings[0]?.party).toEqual({ accountId: 'wal_2' });
});

test.each([
  ['does not exist', null, 'NotFound'],
  ['is one by the viewer', requestOf({ payerId: 'usr_ben', requesterId: 'usr_ada' }), 'NotFound'],
  ['is paid', requestOf({ state: 'PAID', transactionId: 'wtx_0' }), 'InvalidState'],
  ['is declined', requestOf({ state: 'DECLINED' }), 'InvalidState'],
  ['is over since now', requestOf({ expiresAt: NOW }), 'InvalidState'],
  ['is above what one transfer may move', requestOf({ amount: 1_000_001n }), 'AmountTooLarge'],
])('nothing moves for a request that %s', async (_, request, __typename) => {
  const { context, posted, settleRequest } = createRequestWorld(request);
  expect(await payMoneyRequest(context, INPUT)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(posted).toEqual([]);
  expect(settleRequest).not.toHaveBeenCalled();
});

test.each([
  ['NOT_FOUND', 'NotFound'],
  ['CURRENCY_MISMATCH', 'CurrencyMismatch'],
  ['CLOSED', 'AccountClosed'],
  ['FROZEN', 'AccountFrozen'],
  ['INSUFFICIENT', 'InsufficientFunds'],
  ['LIMIT_REACHED', 'LimitReached'],
] as const)(
  'what the ledger refuses with %s leaves the request as it is',
  async (reason: PostingRefusal, __typename) => {
    const refused = { state: 'REFUSED', reason, posting: 0, accountId: null, available: 5n } as const;
    const { context, settleRequest } = createRequestWorld(requestOf(), refused);
    expect(await payMoneyRequest(context, INPUT)).toMatchObject({ ok: false, refusal: { __typename } });
    expect(settleRequest).not.toHaveBeenCalled();
  },
);
