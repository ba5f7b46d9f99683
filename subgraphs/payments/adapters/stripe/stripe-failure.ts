import type Stripe from 'stripe';
import type { PaymentFailure } from '../../provider/provider-payment.ts';

/** Declines whose reason the payer should not know, since they may have no right to the card: https://docs.stripe.com/declines/codes */
const HIDDEN = new Set([
  'fraudulent',
  'lost_card',
  'merchant_blacklist',
  'pickup_card',
  'restricted_card',
  'security_violation',
  'stolen_card',
]);

/** Declines after which the same method may succeed. */
const TEMPORARY = new Set([
  'approve_with_id',
  'authentication_required',
  'insufficient_funds',
  'issuer_not_available',
  'processing_error',
  'reenter_transaction',
  'try_again_later',
  'withdrawal_count_limit_exceeded',
]);

const AUTHENTICATION = new Set(['authentication_required', 'payment_intent_authentication_failure']);
const PROVIDER = new Set(['issuer_not_available', 'processing_error', 'try_again_later']);

const MESSAGES = {
  AUTHENTICATION_FAILED: 'Your bank could not confirm that it is you.',
  INSUFFICIENT_FUNDS: 'There is not enough money on this card.',
  PROVIDER_ERROR: 'The payment could not be processed. Try again in a moment.',
  CARD_DECLINED: 'The payment was declined. Try another method.',
} as const;

/** Why Stripe declined a payment, in words of this system. */
export function failureOf(error: Stripe.PaymentIntent.LastPaymentError): PaymentFailure {
  const declineCode = error.decline_code ?? null;
  const reason = declineCode ?? error.code ?? '';
  const code = codeOf(reason);
  return {
    code,
    message: MESSAGES[code],
    declineCode: declineCode === null || HIDDEN.has(declineCode) ? null : declineCode,
    isRetryable: (AUTHENTICATION.has(reason) || TEMPORARY.has(reason)) && error.advice_code !== 'do_not_try_again',
  };
}

function codeOf(reason: string): keyof typeof MESSAGES {
  if (AUTHENTICATION.has(reason)) return 'AUTHENTICATION_FAILED';
  if (reason === 'insufficient_funds') return 'INSUFFICIENT_FUNDS';
  return PROVIDER.has(reason) ? 'PROVIDER_ERROR' : 'CARD_DECLINED';
}
