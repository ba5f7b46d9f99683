import { z } from 'zod';
import type { ProviderDispute, ProviderPayout, ProviderRefund } from '../provider/provider-objects.ts';
import type { NextAction, PaymentFailure, ProviderPayment } from '../provider/provider-payment.ts';

const instant = z.iso.datetime().transform((text) => new Date(text));
const amount = z.string().regex(/^\d+$/).transform(BigInt);

const PAYMENT = z.object({
  id: z.string(),
  merchantRef: z.string(),
  state: z.enum([
    'REQUIRES_METHOD',
    'REQUIRES_CONFIRMATION',
    'REQUIRES_ACTION',
    'PROCESSING',
    'AUTHORIZED',
    'SUCCEEDED',
    'FAILED',
    'CANCELLED',
  ]),
  captured: amount,
  fee: amount.nullable(),
  clientSecret: z.string(),
  challengeId: z.string().nullable(),
  declineCode: z.string().nullable(),
  last4: z.string().nullable(),
  changedAt: instant,
  expiresAt: instant.nullable(),
});

/** A payment of the sandbox, as its API shows it; `challengeUrl` makes the address of a 3-D Secure page. */
export const sandboxPayment = (challengeUrl: (challengeId: string) => string | null) =>
  PAYMENT.transform((payment): ProviderPayment => {
    const { id, merchantRef, state, captured, fee, last4, changedAt, expiresAt } = payment;
    return {
      ...{ providerRef: id, paymentId: merchantRef, state, captured, fee, authorizedUntil: expiresAt, at: changedAt },
      nextAction: nextActionOf(payment, challengeUrl),
      method: last4 === null ? null : { kind: 'CARD', brand: 'visa', last4, expiryMonth: 12, expiryYear: 2040 },
      failure: state === 'FAILED' ? failureOf(payment.declineCode) : null,
    };
  });

function nextActionOf(
  { state, clientSecret, challengeId }: z.output<typeof PAYMENT>,
  challengeUrl: (challengeId: string) => string | null,
): NextAction | null {
  const nothing = { url: null, clientSecret: null, expiresAt: null };
  if (state === 'REQUIRES_METHOD' || state === 'REQUIRES_CONFIRMATION')
    return { ...nothing, kind: 'CLIENT_SECRET', clientSecret };
  if (state === 'PROCESSING') return { ...nothing, kind: 'WAIT' };
  if (state !== 'REQUIRES_ACTION' || challengeId === null) return null;
  return { ...nothing, kind: 'REDIRECT', url: challengeUrl(challengeId) };
}

function failureOf(declineCode: string | null): PaymentFailure {
  if (declineCode === 'insufficient_funds') {
    const message = 'There is not enough money on the card.';
    return { code: 'INSUFFICIENT_FUNDS', message, declineCode, isRetryable: true };
  }
  if (declineCode === 'authentication_failed') {
    const message = 'The payment was not confirmed with the bank.';
    return { code: 'AUTHENTICATION_FAILED', message, declineCode, isRetryable: true };
  }
  // A thief should not learn that the card is known to be stolen.
  return { code: 'CARD_DECLINED', message: 'The card was declined.', declineCode: null, isRetryable: false };
}

/** A refund of the sandbox, as its API shows it. */
export const SANDBOX_REFUND = z
  .object({
    id: z.string(),
    merchantRef: z.string(),
    state: z.enum(['PENDING', 'SUCCEEDED', 'FAILED']),
    changedAt: instant,
  })
  .transform(
    ({ id, merchantRef, state, changedAt }): ProviderRefund => ({
      ...{ providerRef: id, refundId: merchantRef, state, at: changedAt },
      failureCode: state === 'FAILED' ? 'REFUND_DECLINED' : null,
    }),
  );

/** A dispute of the sandbox, as its API shows it. */
export const SANDBOX_DISPUTE = z
  .object({
    id: z.string(),
    paymentId: z.string(),
    amount,
    state: z.enum(['NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON', 'LOST']),
    dueAt: instant,
    changedAt: instant,
  })
  .transform(
    (dispute): ProviderDispute => ({
      ...{ providerRef: dispute.id, paymentRef: dispute.paymentId, amount: dispute.amount, state: dispute.state },
      ...{ reason: 'fraudulent', at: dispute.changedAt },
      evidenceDueAt: dispute.state === 'NEEDS_RESPONSE' ? dispute.dueAt : null,
    }),
  );

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A payout of the sandbox, as its API shows it. */
export const SANDBOX_PAYOUT = z
  .object({
    id: z.string(),
    merchantRef: z.string(),
    state: z.enum(['SUBMITTED', 'PAID', 'FAILED']),
    failureCode: z.string().nullable(),
    createdAt: instant,
    changedAt: instant,
  })
  .transform(
    ({ id, merchantRef, state, failureCode, createdAt, changedAt }): ProviderPayout => ({
      ...{ providerRef: id, payoutId: merchantRef, state, failureCode, at: changedAt },
      arrivalDate: new Date(createdAt.getTime() + DAY_MS),
    }),
  );
