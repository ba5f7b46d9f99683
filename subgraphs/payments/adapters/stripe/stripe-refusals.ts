import Stripe from 'stripe';
import { done, refuse } from '../../../../runtime/operations/result.ts';
import type { ProviderRefusal, ProviderResult } from '../../provider/provider-calls.ts';

/** What Stripe's codes say: https://docs.stripe.com/error-codes */
const REFUSALS: Readonly<Record<string, ProviderRefusal>> = {
  payment_intent_unexpected_state: 'INVALID_STATE',
  charge_already_captured: 'INVALID_STATE',
  charge_already_refunded: 'INVALID_STATE',
  charge_disputed: 'INVALID_STATE',
  charge_not_refundable: 'INVALID_STATE',
  refund_disputed_payment: 'INVALID_STATE',
  dispute_already_submitted: 'INVALID_STATE',
  capture_charge_authorization_expired: 'EXPIRED',
  charge_expired_for_capture: 'EXPIRED',
  payment_intent_payment_attempt_expired: 'EXPIRED',
  amount_too_large: 'AMOUNT_TOO_LARGE',
  balance_insufficient: 'AMOUNT_TOO_LARGE',
  insufficient_capabilities_for_transfer: 'METHOD_NOT_AVAILABLE',
  transfers_not_allowed: 'METHOD_NOT_AVAILABLE',
  payouts_not_allowed: 'METHOD_NOT_AVAILABLE',
  token_already_used: 'METHOD_NOT_AVAILABLE',
};

/** Parameters that name a method: what is wrong with them is wrong with the method. */
const METHOD_PARAMETER = /^(payment_method|source|external_account|destination|customer)\b/;

/** The refusal that an error of Stripe means; null when the outcome of the call is not known, or the cause is ours. */
export function refusalOf(error: unknown): ProviderRefusal | null {
  // Cards fail while they are saved, too.
  if (error instanceof Stripe.errors.StripeCardError) return 'METHOD_NOT_AVAILABLE';
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return null;
  const { code = '', param = '' } = error;
  const refusal = REFUSALS[code];
  if (refusal !== undefined) return refusal;
  if (METHOD_PARAMETER.test(param) || code.startsWith('payment_method_')) return 'METHOD_NOT_AVAILABLE';
  if (code === 'resource_missing') return 'NOT_FOUND';
  return param.startsWith('amount') ? 'AMOUNT_TOO_LARGE' : null;
}

/** Makes a call to Stripe. @throws where its outcome is not known, or our own request is wrong. */
export async function attemptCall<Value>(call: () => Promise<Value>): ProviderResult<Value> {
  try {
    return done(await call());
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return refuse(refusal);
  }
}

/** What a call finds; null where Stripe has no such object. */
export async function findOrNull<Value>(call: () => Promise<Value>): Promise<Value | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return null;
    throw error;
  }
}
