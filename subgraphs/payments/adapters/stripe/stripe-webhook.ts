import type Stripe from 'stripe';
import type { PaymentProvider } from '../../provider/provider.ts';
import type { ProviderEvent } from '../../provider/provider-objects.ts';
import { disputeOf } from './stripe-disputes.ts';
import { fromSeconds } from './stripe-objects.ts';
import { paymentOf } from './stripe-payment.ts';
import { payoutOf } from './stripe-payout.ts';
import { refundOf } from './stripe-refunds.ts';

const TOLERANCE_SECONDS = 300;
const SIGNATURE = 'stripe-signature';

type WebhookCalls = Pick<PaymentProvider, 'verifyWebhook' | 'readWebhook'>;

/** Webhooks of Stripe, signed with one of the secrets: two are live while one replaces the other. */
export const createStripeWebhooks = (webhooks: Stripe['webhooks'], secrets: readonly string[]): WebhookCalls => ({
  verifyWebhook({ headers, body, now }) {
    const signature = headers.get(SIGNATURE) ?? '';
    const timestamp = Number(/(?:^|,)t=(\d{1,11})(?:,|$)/.exec(signature)?.[1]);
    // Stripe's client refuses what is too old, and takes what is signed for tomorrow.
    if (!(Math.abs(now.getTime() / 1_000 - timestamp) <= TOLERANCE_SECONDS)) return null;
    for (const secret of secrets) {
      try {
        return webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS, undefined, now.getTime()).id;
      } catch {
        // Another secret may have signed it.
      }
    }
    return null;
  },
  readWebhook: (body) => eventOf(JSON.parse(body.toString())),
});

/** What a verified event of Stripe says; null where it is about nothing of ours. */
function eventOf(event: Stripe.Event): ProviderEvent | null {
  const at = fromSeconds(event.created);
  switch (event.type) {
    case 'payment_intent.requires_action':
    case 'payment_intent.processing':
    case 'payment_intent.amount_capturable_updated':
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled': {
      const payment = paymentOf(event.data.object, at);
      return payment.paymentId === null ? null : { kind: 'payment', payment };
    }
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated':
      return { kind: 'refund', refund: refundOf(event.data.object, at) };
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated': {
      const dispute = disputeOf(event.data.object, at);
      return dispute === null ? null : { kind: 'dispute', dispute };
    }
    case 'payout.created':
    case 'payout.updated':
    case 'payout.paid':
    case 'payout.failed':
    case 'payout.canceled': {
      // Without an account it is one of the platform to itself.
      if (event.account === undefined) return null;
      const payout = payoutOf(event.data.object, event.account, at);
      return payout.payoutId === null ? null : { kind: 'payout', payout };
    }
    default:
      return null;
  }
}
