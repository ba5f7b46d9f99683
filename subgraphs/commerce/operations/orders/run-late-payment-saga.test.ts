import { expect, test } from '@jest/globals';
import { orderOf } from '../../fixtures/order-rows.ts';
import { callStep, sagaNeeds } from '../../fixtures/saga-call.ts';
import { runLatePaymentSaga } from './run-late-payment-saga.ts';

const answer = {
  refundPaymentFor: { made: { id: 'rfd_1' }, errors: [] },
  bookPayment: { made: { id: 'wtx_1' }, errors: [] },
};

test.each([
  ['RETURNING', { reference: { id: 'ord_1' }, amount: { amount: '3000' }, key: 'ord_1:LATE' }],
  ['CREDITING', { paymentId: 'pay_1', to: { userId: 'usr_ada' }, key: 'ord_1:LATE_CREDIT' }],
])('%s gives all of a late payment back, under the key of its order', async (state, request) => {
  const order = orderOf({ state: 'EXPIRED', stock: 'FREED', paidAt: null, payWith: 'PAYMENT', paymentId: 'pay_1' });
  const { needs, requests } = sagaNeeds({ findOrder: async () => order }, answer);
  await callStep(runLatePaymentSaga(needs), state, 'ord_1');
  expect(requests).toMatchObject([request]);
});
