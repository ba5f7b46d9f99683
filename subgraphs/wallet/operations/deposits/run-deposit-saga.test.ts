import { expect, jest, test } from '@jest/globals';
import type { WalletContext } from '../../context.ts';
import { createBookingWorld, depositOf, NOW } from '../../fixtures/booking-world.ts';
import type { Deposit } from '../../repository/index.ts';
import { runDepositSaga } from './run-deposit-saga.ts';

const payload = { id: 'saga_1', kind: 'deposit', subject: 'dep_1', state: 'CREATING', data: {}, version: 0, wakes: 0 };
const item = { id: 'saga_1', payload, attempts: 1, failures: 1, createdAt: NOW };

function worldOf(deposit: Deposit, answer: object) {
  const { store } = createBookingWorld({ deposit });
  const ask = jest.fn<WalletContext['ask']>(async () => ({ createPaymentFor: answer }));
  return { ask, call: runDepositSaga({ repository: store, ask, now: () => NOW }).call };
}

test('payments is asked under the key of the deposit', async () => {
  const { ask, call } = worldOf(depositOf(), { payment: { id: 'pay_1' }, errors: [] });
  expect(await call?.(item, AbortSignal.timeout(1_000))).toEqual({ paymentId: 'pay_1' });
  expect(ask.mock.calls[0]?.[2]).toEqual({
    input: {
      ...{ userId: 'usr_ada', amount: { amount: '5000', currency: 'EUR' }, paymentMethodId: 'pmt_1', returnUrl: null },
      ...{ reference: { type: 'deposit', id: 'dep_1' }, key: 'deposit:dep_1' },
    },
  });
});

test('payments is not asked about a deposit that has its payment', async () => {
  const { ask, call } = worldOf(depositOf({ paymentId: 'pay_1' }), {});
  expect(await call?.(item, AbortSignal.timeout(1_000))).toBeNull();
  expect(ask).not.toHaveBeenCalled();
});

test('nobody is charged whose account is deleted', async () => {
  const { ask, call } = worldOf(depositOf({ ownerId: null }), {});
  expect(await call?.(item, AbortSignal.timeout(1_000))).toEqual({ refusal: 'AccountClosed' });
  expect(ask).not.toHaveBeenCalled();
});

test('a call that is still on its way is no answer', async () => {
  const { call } = worldOf(depositOf(), { payment: null, errors: [{ __typename: 'IdempotencyInProgress' }] });
  await expect(call?.(item, AbortSignal.timeout(1_000))).rejects.toThrow('being created');
});
