import { refundFailed, refundSucceeded } from '../../events.ts';
import type { Payment, PaymentsStore, Refund } from '../../repository/index.ts';
import { factOf } from '../payments/store-change.ts';

/** Stores the end of a refund whose payment this transaction has locked, counts it there, and publishes it. */
export async function endRefund(store: PaymentsStore, payment: Payment, refund: Refund): Promise<void> {
  const now = refund.updatedAt;
  await store.storeRefund(refund);
  const { id: refundId, amount, holdId } = refund;
  const fact = { ...factOf(payment, now), refundId, amount: amount.toString(), holdId };
  if (refund.state === 'SUCCEEDED') {
    await store.countRefunded(payment.id, amount, now);
    return store.announce(refundSucceeded, fact, now);
  }
  await store.releaseRefund(payment.id, amount);
  return store.announce(refundFailed, fact, now);
}
