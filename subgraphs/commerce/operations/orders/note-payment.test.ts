import { expect, test } from '@jest/globals';
import { createOrderContext, NOW, orderOf } from '../../fixtures/order-rows.ts';
import { noteCardRefund, notePaymentFailed, notePaymentSucceeded } from './note-payment.ts';

const NEWS = { orderId: 'ord_1', paymentId: 'pay_1' };
const worldOf = (changes: Parameters<typeof orderOf>[0]) =>
  createOrderContext({
    lockOrder: async () => orderOf({ fundedAt: null, ...changes }),
    pendingRefundsOf: async () => ['orf_1'],
  });

test('a payment funds an order that waits for it', async () => {
  const { store, names } = worldOf({ state: 'PENDING' });
  await notePaymentSucceeded(store, NEWS, NOW);
  expect(names()).toEqual(['noteFunding']);
});

test.each(['EXPIRED', 'CANCELLED'] as const)('a payment that comes after the end goes back: %s', async (state) => {
  const { store, written } = worldOf({ state });
  await notePaymentSucceeded(store, NEWS, NOW);
  expect(written).toContainEqual([
    'beginSaga',
    expect.objectContaining({ kind: 'late-payment' }),
    { subject: 'ord_1', data: {} },
  ]);
});

test('a failure that comes after the success changes nothing', async () => {
  const { store, names } = worldOf({ fundedAt: NOW });
  await notePaymentFailed(store, NEWS, NOW);
  expect(names()).toEqual([]);
});

test('a declined payment is recorded', async () => {
  const { store, written } = worldOf({ state: 'PENDING' });
  await notePaymentFailed(store, NEWS, NOW);
  expect(written).toContainEqual(['noteFunding', 'ord_1', { paymentId: 'pay_1', failureCode: 'PaymentDeclined' }]);
});

test('what became of a refund wakes whatever may wait for it', async () => {
  const { store, written } = worldOf({});
  await noteCardRefund(store, { orderId: 'ord_1', refundId: 'rfd_1' }, 'FAILED', NOW);
  expect(written.map(([name]) => name)).toEqual(['noteCardRefund', 'wakeSaga', 'wakeSaga']);
});
