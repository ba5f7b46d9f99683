import type Stripe from 'stripe';
import type { NextAction, ProviderPayment } from '../../provider/provider-payment.ts';
import { fromStripeAmount } from './stripe-amounts.ts';
import { failureOf } from './stripe-failure.ts';
import { detailsOfCharge } from './stripe-method-details.ts';
import { fromSeconds } from './stripe-objects.ts';

/** Who confirms a payment, in Stripe's metadata: the payer may try another method, where we have done so it is declined. */
export const CONFIRMED_BY = { us: 'platform', payer: 'payer' } as const;

const STATES: Readonly<Record<string, ProviderPayment['state']>> = {
  requires_payment_method: 'REQUIRES_METHOD',
  requires_confirmation: 'REQUIRES_CONFIRMATION',
  requires_action: 'REQUIRES_ACTION',
  processing: 'PROCESSING',
  requires_capture: 'AUTHORIZED',
  succeeded: 'SUCCEEDED',
  canceled: 'CANCELLED',
};

/** A payment as Stripe has it at an instant. @throws when Stripe knows a state that this adapter does not. */
export function paymentOf(intent: Stripe.PaymentIntent, at: Date): ProviderPayment {
  const state = STATES[intent.status];
  if (state === undefined) throw new Error(`Stripe says that a payment is ${intent.status}.`);
  const error = intent.last_payment_error;
  const charge = typeof intent.latest_charge === 'string' ? null : intent.latest_charge;
  return {
    providerRef: intent.id,
    paymentId: intent.metadata['payment_id'] ?? null,
    state: isDeclined(intent) ? 'FAILED' : state,
    captured: fromStripeAmount(intent.amount_received, intent.currency),
    fee: feeOf(charge),
    nextAction: isDeclined(intent) ? null : nextActionOf(intent),
    method: charge === null ? null : detailsOfCharge(charge),
    failure: error === null || state === 'SUCCEEDED' || state === 'AUTHORIZED' ? null : failureOf(error),
    authorizedUntil: state === 'AUTHORIZED' ? releasedAt(intent, charge) : null,
    at,
  };
}

/** A declined payment of ours ends, and is closed at Stripe; there it could be tried with another method. */
const isDeclined = ({ status, last_payment_error: error, metadata }: Stripe.PaymentIntent): boolean =>
  error !== null &&
  (status === 'requires_payment_method' || status === 'canceled') &&
  metadata['confirmed_by'] !== CONFIRMED_BY.payer;

function feeOf(charge: Stripe.Charge | null): bigint | null {
  const balance = charge?.balance_transaction;
  // The fee is in the currency that the account is settled in, which need not be that of the payment.
  if (balance == null || typeof balance === 'string' || balance.currency !== charge?.currency) return null;
  return fromStripeAmount(balance.fee, balance.currency);
}

function nextActionOf({
  status,
  client_secret: clientSecret,
  next_action: action,
}: Stripe.PaymentIntent): NextAction | null {
  if (status === 'processing') return { kind: 'WAIT', url: null, clientSecret: null, expiresAt: null };
  if (status !== 'requires_action' && status !== 'requires_payment_method') return null;
  const url =
    action?.redirect_to_url?.url ??
    action?.alipay_handle_redirect?.url ??
    action?.verify_with_microdeposits?.hosted_verification_url ??
    null;
  if (url !== null) return { kind: 'REDIRECT', url, clientSecret: null, expiresAt: null };
  return { kind: 'CLIENT_SECRET', url: null, clientSecret, expiresAt: null };
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** What most cards allow: https://docs.stripe.com/payments/place-a-hold-on-a-payment-method */
const AUTHORIZATION_DAYS = 7;

function releasedAt(intent: Stripe.PaymentIntent, charge: Stripe.Charge | null): Date {
  const before = charge?.payment_method_details?.card?.capture_before;
  if (before !== undefined) return fromSeconds(before);
  return new Date(fromSeconds(intent.created).getTime() + AUTHORIZATION_DAYS * DAY_MS);
}
