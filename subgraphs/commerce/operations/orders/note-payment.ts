import type { CommerceStore } from '../../repository/index.ts';
import { orderSaga } from './order-saga.ts';
import { latePaymentSaga, refundSaga } from './refund-sagas.ts';

/** A payment of an order, as payments has said. */
interface PaymentNews {
  readonly orderId: string;
  readonly paymentId: string;
}

type PaymentStore = Pick<CommerceStore, 'lockOrder' | 'noteFunding' | 'wakeSaga' | 'beginSaga'>;

/**
 * Records that an order is paid by card, and has its saga go on. An order that has ended stays so, whatever its stock is now: what
 * was charged goes back.
 */
export async function notePaymentSucceeded(
  store: PaymentStore,
  { orderId, paymentId }: PaymentNews,
  now: Date,
): Promise<void> {
  // Steps lock their saga before the order, too.
  await store.wakeSaga(orderSaga, orderId, now);
  const order = await store.lockOrder(orderId);
  if (order === null) return;
  await store.noteFunding(orderId, { paymentId, fundedAt: now });
  if (order.state === 'CANCELLED' || order.state === 'EXPIRED')
    await store.beginSaga(latePaymentSaga, { subject: orderId, data: {} }, now);
}

/** Records that a payment of an order will not succeed, unless it has, and has its saga go on. */
export async function notePaymentFailed(
  store: PaymentStore,
  { orderId, paymentId }: PaymentNews,
  now: Date,
): Promise<void> {
  await store.wakeSaga(orderSaga, orderId, now);
  const order = await store.lockOrder(orderId);
  if (order === null || order.fundedAt !== null) return;
  await store.noteFunding(orderId, { paymentId, failureCode: 'PaymentDeclined' });
}

/** Records what became of a refund at the provider, and has whatever waits for it go on. */
export async function noteCardRefund(
  store: Pick<CommerceStore, 'noteCardRefund' | 'pendingRefundsOf' | 'wakeSaga'>,
  { orderId, refundId }: { readonly orderId: string; readonly refundId: string },
  result: 'SUCCEEDED' | 'FAILED',
  now: Date,
): Promise<void> {
  await store.noteCardRefund(refundId, orderId, result, now);
  for (const id of await store.pendingRefundsOf(orderId)) await store.wakeSaga(refundSaga, id, now);
  await store.wakeSaga(latePaymentSaga, orderId, now);
}
