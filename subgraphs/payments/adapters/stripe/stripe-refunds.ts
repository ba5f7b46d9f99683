import type Stripe from 'stripe';
import { done, refuse } from '../../../../runtime/operations/result.ts';
import type { PaymentProvider } from '../../provider/provider.ts';
import type { ProviderRefund } from '../../provider/provider-objects.ts';
import { toStripeAmount } from './stripe-amounts.ts';
import { answeredAt, type StripeNeeds } from './stripe-objects.ts';
import { attemptCall, findOrNull } from './stripe-refusals.ts';

/** Refunds of one payment that are searched for ours; we make at most as many. */
const PAGE_SIZE = 100;

const STATES: Readonly<Record<string, ProviderRefund['state']>> = {
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  canceled: 'FAILED',
};

const FAILURES: Readonly<Record<string, string>> = {
  declined: 'REFUND_DECLINED',
  expired_or_canceled_card: 'METHOD_EXPIRED',
  lost_or_stolen_card: 'METHOD_EXPIRED',
  insufficient_funds: 'INSUFFICIENT_FUNDS',
};

/** A refund as Stripe has it at an instant. One that waits for the payer's bank, or for the payer, is PENDING. */
export function refundOf(refund: Stripe.Refund, at: Date): ProviderRefund {
  const state = STATES[refund.status ?? ''] ?? 'PENDING';
  return {
    providerRef: refund.id,
    refundId: refund.metadata?.['refund_id'] ?? null,
    state,
    failureCode: state === 'FAILED' ? (FAILURES[refund.failure_reason ?? ''] ?? 'REFUND_DECLINED') : null,
    at,
  };
}

/** Refunds with our id in their metadata, by which they are found again. */
export const createStripeRefunds = ({
  stripe,
  now,
}: StripeNeeds): Pick<PaymentProvider, 'refundPayment' | 'findRefund'> => ({
  async refundPayment(paymentRef, { refundId, amount }, key) {
    const intent = await findOrNull(() => stripe.paymentIntents.retrieve(paymentRef));
    if (intent === null) return refuse('NOT_FOUND');
    const returned = toStripeAmount(amount, intent.currency.toUpperCase());
    if (returned === null) return refuse('AMOUNT_TOO_LARGE');
    const draft = { payment_intent: paymentRef, amount: returned, metadata: { refund_id: refundId } };
    const created = await attemptCall(() => stripe.refunds.create(draft, { idempotencyKey: key }));
    return created.ok ? done(refundOf(created.value, answeredAt(created.value, now))) : created;
  },
  async findRefund({ refundId, providerRef, paymentRef }) {
    if (providerRef !== null) {
      const found = await findOrNull(() => stripe.refunds.retrieve(providerRef));
      return found === null ? null : refundOf(found, answeredAt(found, now));
    }
    const list = await findOrNull(() => stripe.refunds.list({ payment_intent: paymentRef, limit: PAGE_SIZE }));
    const found = list?.data.find(({ metadata }) => metadata?.['refund_id'] === refundId);
    return list === null || found === undefined ? null : refundOf(found, answeredAt(list, now));
  },
});
