import { reconcileWork } from '../../events.ts';
import type { ProviderEvent } from '../../provider/provider-objects.ts';
import type { Payment, PaymentsStore } from '../../repository/index.ts';
import { applyDispute } from '../disputes/apply-dispute.ts';
import { applyPayment } from '../payments/apply-payment.ts';
import { logChange } from '../payments/store-change.ts';
import { applyRefund } from '../refunds/apply-refund.ts';

/** What a webhook has changed, to be signalled after the commit; `unknown`: its object is not known yet, nothing changed. */
export type EventOutcome =
  | 'unknown'
  | { readonly id: string; readonly payerId: string | null; readonly isChanged: boolean };

type Applied = 'applied' | 'unchanged' | 'contradiction' | 'stray';

/**
 * Applies what a verified webhook of a provider says, in the transaction that records it. What contradicts our state, or is
 * older, changes nothing: the provider is asked, and its answer wins.
 */
export async function applyEvent(
  store: PaymentsStore,
  provider: string,
  event: Exclude<ProviderEvent, { kind: 'payout' }>,
  now: Date,
): Promise<EventOutcome> {
  const target = await findTarget(store, provider, event);
  const payment = target === null ? null : await store.lockPayment(target.paymentId);
  if (target === null || payment === null) return 'unknown';
  const applied = await apply(store, payment, target.id, event, now);
  if (applied === 'contradiction' && target.id !== null)
    await store.enqueueWork(reconcileWork, [{ payload: { kind: event.kind, id: target.id } }], now);
  if (applied === 'applied') await logChange(store, payment, now);
  return { id: payment.id, payerId: payment.payerId, isChanged: applied === 'applied' };
}

interface Target {
  readonly paymentId: string;
  /** Of the payment, refund or dispute itself; null for a dispute that is new. */
  readonly id: string | null;
}

async function findTarget(
  store: PaymentsStore,
  provider: string,
  event: Exclude<ProviderEvent, { kind: 'payout' }>,
): Promise<Target | null> {
  if (event.kind === 'payment') {
    const { providerRef, paymentId } = event.payment;
    const id = await store.findPaymentId(provider, providerRef, paymentId);
    return id === null ? null : { paymentId: id, id };
  }
  if (event.kind === 'refund') {
    const { providerRef, refundId } = event.refund;
    const id = await store.findRefundId(provider, providerRef, refundId);
    const refund = id === null ? null : await store.findRefund(id);
    return refund === null ? null : { paymentId: refund.paymentId, id: refund.id };
  }
  const { providerRef, paymentRef } = event.dispute;
  const dispute = await store.findDisputeByRef(provider, providerRef);
  if (dispute !== null) return { paymentId: dispute.paymentId, id: dispute.id };
  const paymentId = await store.findPaymentId(provider, paymentRef, null);
  return paymentId === null ? null : { paymentId, id: null };
}

async function apply(
  store: PaymentsStore,
  payment: Payment,
  id: string | null,
  event: Exclude<ProviderEvent, { kind: 'payout' }>,
  now: Date,
): Promise<Applied> {
  if (event.kind === 'payment') return applyPayment(store, payment, event.payment, { isAnswer: false, now });
  if (event.kind === 'dispute') return applyDispute(store, payment, event.dispute, now);
  const refund = id === null ? null : await store.findRefund(id);
  return refund === null ? 'unchanged' : applyRefund(store, payment, refund, event.refund, now);
}
