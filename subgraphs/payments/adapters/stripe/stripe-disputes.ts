import type Stripe from 'stripe';
import { done, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { PaymentProvider } from '../../provider/provider.ts';
import type { DisputeEvidence, ProviderRefusal } from '../../provider/provider-calls.ts';
import type { ProviderDispute } from '../../provider/provider-objects.ts';
import { fromStripeAmount } from './stripe-amounts.ts';
import { answeredAt, fromSeconds, idOf, type StripeNeeds } from './stripe-objects.ts';
import { attemptCall, findOrNull } from './stripe-refusals.ts';

/** Inquiries (`warning_…`) take no money, and are none of ours. An appeal begins where a dispute was lost. */
const STATES: Readonly<Record<string, ProviderDispute['state']>> = {
  needs_response: 'NEEDS_RESPONSE',
  under_review: 'UNDER_REVIEW',
  won: 'WON',
  lost: 'LOST',
  appeal_needs_response: 'LOST',
  appeal_under_review: 'LOST',
};

/** A dispute as Stripe has it at an instant; null for an inquiry, and for a charge that is no payment of ours. */
export function disputeOf(dispute: Stripe.Dispute, at: Date): ProviderDispute | null {
  const state = STATES[dispute.status];
  const paymentRef = idOf(dispute.payment_intent);
  if (state === undefined || paymentRef === null) return null;
  const dueBy = dispute.evidence_details.due_by;
  return {
    providerRef: dispute.id,
    paymentRef,
    amount: fromStripeAmount(dispute.amount, dispute.currency),
    state,
    reason: dispute.reason,
    evidenceDueAt: state === 'NEEDS_RESPONSE' && dueBy !== null ? fromSeconds(dueBy) : null,
    at,
  };
}

type DisputeCalls = Pick<PaymentProvider, 'submitEvidence' | 'acceptDispute' | 'findDispute'>;

/** Disputes, with evidence as text: Stripe takes files too, which this system has none of. */
export function createStripeDisputes({ stripe, now }: StripeNeeds): DisputeCalls {
  const resultOf = (
    response: Result<Stripe.Response<Stripe.Dispute>, ProviderRefusal>,
  ): Result<ProviderDispute, ProviderRefusal> => {
    if (!response.ok) return response;
    const dispute = disputeOf(response.value, answeredAt(response.value, now));
    return dispute === null ? refuse('INVALID_STATE') : done(dispute);
  };
  return {
    submitEvidence: async (disputeRef, evidence, key) => {
      const draft = { evidence: evidenceOf(evidence), submit: true };
      return resultOf(await attemptCall(() => stripe.disputes.update(disputeRef, draft, { idempotencyKey: key })));
    },
    acceptDispute: async (disputeRef, key) =>
      resultOf(await attemptCall(() => stripe.disputes.close(disputeRef, {}, { idempotencyKey: key }))),
    async findDispute(disputeRef) {
      const found = await findOrNull(() => stripe.disputes.retrieve(disputeRef));
      return found === null ? null : disputeOf(found, answeredAt(found, now));
    },
  };
}

/** Each text of Stripe's evidence holds 20,000 characters: enough for delivery and communication together. */
function evidenceOf({ productDescription, delivery, communication, explanation }: DisputeEvidence) {
  const activity = [
    ...(delivery === null ? [] : [`Delivery: ${delivery}`]),
    ...(communication === null ? [] : [`Communication: ${communication}`]),
  ].join('\n\n');
  return {
    ...(productDescription === null ? {} : { product_description: productDescription }),
    ...(activity === '' ? {} : { access_activity_log: activity }),
    ...(explanation === null ? {} : { uncategorized_text: explanation }),
  } satisfies Stripe.DisputeUpdateParams.Evidence;
}
