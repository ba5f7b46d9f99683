import { feeOf } from '../../../runtime/money/money.ts';
import type { SandboxDispute, SandboxPayment, SandboxPayout, SandboxRefund } from '../repository/index.ts';
import { behaviourOf } from './sandbox-tokens.ts';

const FEE_BASIS_POINTS = 150;

/** A payment as the sandbox's API and webhooks show it: amounts and instants are text. */
export const paymentObject = (payment: SandboxPayment) => ({
  id: payment.id,
  merchantRef: payment.merchantRef,
  state: payment.state,
  captured: payment.captured.toString(),
  fee: payment.captured === 0n ? null : feeOf(payment.captured, FEE_BASIS_POINTS).toString(),
  clientSecret: payment.clientSecret,
  challengeId: payment.challengeId,
  declineCode: payment.declineCode,
  last4: payment.token === null ? null : (behaviourOf(payment.token)?.last4 ?? null),
  changedAt: payment.changedAt.toISOString(),
  expiresAt: payment.expiresAt?.toISOString() ?? null,
});

/** A refund as the sandbox's API and webhooks show it. */
export const refundObject = ({ id, merchantRef, state, changedAt }: SandboxRefund) => ({
  id,
  merchantRef,
  state,
  changedAt: changedAt.toISOString(),
});

/** A dispute as the sandbox's API and webhooks show it. */
export const disputeObject = ({ id, paymentId, amount, state, dueAt, changedAt }: SandboxDispute) => ({
  id,
  paymentId,
  amount: amount.toString(),
  state,
  dueAt: dueAt.toISOString(),
  changedAt: changedAt.toISOString(),
});

/** A payout as the sandbox's API and webhooks show it. */
export const payoutObject = ({ id, merchantRef, state, failureCode, createdAt, changedAt }: SandboxPayout) => ({
  id,
  merchantRef,
  state,
  failureCode,
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
});
