import { expect, jest, test } from '@jest/globals';
import type { WalletContext } from '../../context.ts';
import { createBookingWorld, NOW, withdrawalOf } from '../../fixtures/booking-world.ts';
import { runWithdrawalSaga } from './run-withdrawal-saga.ts';

const payload = {
  id: 'saga_1',
  kind: 'withdrawal',
  subject: 'wdr_1',
  state: 'SENDING',
  data: {},
  version: 1,
  wakes: 0,
};
const item = { id: 'saga_1', payload, attempts: 1, failures: 1, createdAt: NOW };

const callOf = (answer: object, ownerId: string | null = 'usr_ada') => {
  const { store } = createBookingWorld({ withdrawal: withdrawalOf({ state: 'SUBMITTED', ownerId }) });
  const ask = jest.fn<WalletContext['ask']>(async () => ({ createPayout: answer }));
  // as: a step announces only after its commit, of which there is none here.
  const streams = {} as WalletContext['streams'];
  const { call } = runWithdrawalSaga({ repository: store, ask, now: () => NOW, streams });
  return { ask, run: () => call?.(item, AbortSignal.timeout(1_000)) };
};

test('payments is asked for a payout under the key of the step', async () => {
  const { ask, run } = callOf({ payout: { id: 'pyo_1', arrivalDate: '2031-03-04' }, errors: [] });
  expect(await run()).toEqual({ id: 'pyo_1', arrivalDate: '2031-03-04' });
  expect(ask.mock.calls[0]?.[2]).toEqual({
    input: {
      ...{ userId: 'usr_ada', amount: { amount: '2000', currency: 'EUR' }, payoutMethodId: 'pom_1' },
      ...{ reference: { type: 'withdrawal', id: 'wdr_1' }, key: 'saga_1:SENDING:1' },
    },
  });
});

test('a refusal is an answer, and a call on its way is none', async () => {
  expect(await callOf({ payout: null, errors: [{ __typename: 'MethodNotAvailable' }] }).run()).toEqual({
    refusal: 'MethodNotAvailable',
  });
  const inProgress = callOf({ payout: null, errors: [{ __typename: 'IdempotencyInProgress' }] });
  await expect(inProgress.run()).rejects.toThrow('being created');
});

test('nothing is paid out to who has deleted their account', async () => {
  const { ask, run } = callOf({}, null);
  expect(await run()).toEqual({ refusal: 'AccountClosed' });
  expect(ask).not.toHaveBeenCalled();
});
