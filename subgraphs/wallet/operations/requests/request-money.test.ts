import { expect, jest, test } from '@jest/globals';
import { createCallContext } from '../../fixtures/call-world.ts';
import { MAX_REQUESTS_PER_HOUR, requestMoney } from './request-money.ts';

const INPUT = {
  fromUserId: 'usr_ben',
  amount: { amount: 1_250n, currency: 'EUR' },
  memo: ' Pizza ',
  idempotencyKey: 'k',
};

function worldOf({ canBeAsked = true, recent = 0, account = 'wal_ada' as string | null } = {}) {
  const store = {
    ...{ personState: async () => 'HERE', openAccount: async () => null, canBeAsked: async () => canBeAsked },
    ...{ payableAccount: async () => account, countRequestsSince: async () => recent },
    addRequest: jest.fn(async (_: object) => undefined),
    announce: jest.fn(async (..._: unknown[]) => undefined),
  };
  return { store, ...createCallContext(store) };
}

test('a person is asked, and an event notifies them', async () => {
  const { context, store } = worldOf();
  expect(await requestMoney(context, INPUT)).toMatchObject({ ok: true, isReplay: false });
  expect(store.addRequest.mock.calls[0]?.[0]).toMatchObject({
    ...{ requesterId: 'usr_ada', payerId: 'usr_ben', amount: 1_250n, memo: 'Pizza' },
    expiresAt: new Date('2031-03-31T12:00:00.000Z'),
  });
  expect(store.announce.mock.calls[0]?.[1]).toMatchObject({ payerId: 'usr_ben', amount: '1250' });
});

test.each([
  ['oneself', { ...INPUT, fromUserId: 'usr_ada' }, {}, 'SelfTransfer'],
  ['nobody, or somebody who is hidden', INPUT, { canBeAsked: false }, 'NotFound'],
  [
    'in a currency that there is not',
    { ...INPUT, amount: { amount: 1n, currency: 'JPY' } },
    {},
    'CurrencyNotSupported',
  ],
  ['in a currency without an account', INPUT, { account: null }, 'CurrencyNotSupported'],
  ['too often', INPUT, { recent: MAX_REQUESTS_PER_HOUR }, 'TooManyAttempts'],
  ['for nothing', { ...INPUT, amount: { amount: 0n, currency: 'EUR' } }, {}, 'InvalidInput'],
  ['in two lines', { ...INPUT, memo: 'a\nb' }, {}, 'InvalidInput'],
  ['in 141 characters', { ...INPUT, memo: 'x'.repeat(141) }, {}, 'InvalidInput'],
])('who asks %s asks nobody', async (_, input, facts, __typename) => {
  const { context, store } = worldOf(facts);
  expect(await requestMoney(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(store.addRequest).not.toHaveBeenCalled();
  expect(store.announce).not.toHaveBeenCalled();
});
