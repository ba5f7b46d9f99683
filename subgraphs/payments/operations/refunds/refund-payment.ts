import { z } from 'zod';
import type { Replayable } from '../../../../runtime/idempotency/once.ts';
import { callingDomain } from '../../../../runtime/operations/calling-domain.ts';
import { notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { Payment, Refund } from '../../repository/index.ts';
import { findChangeable, findPaymentFor } from '../payments/find-payment.ts';
import { paymentInput } from '../payments/payment-input.ts';
import { FINANCE } from '../payments/sees-all.ts';
import { beginRefund, notPermitted, type RefundNeeds, type RefundRefusal } from './begin-refund.ts';
import { isHeldByWallet } from './hold-refund.ts';

const INPUT = z.object({
  paymentId: paymentInput.id,
  amount: paymentInput.amount.nullish(),
  reason: paymentInput.reason.nullish(),
  idempotencyKey: paymentInput.key,
});

const INPUT_FOR = z.object({
  reference: paymentInput.reference,
  amount: paymentInput.money,
  reason: paymentInput.reason.nullish(),
  key: paymentInput.key,
});

const DAY_MS = 24 * 60 * 60 * 1_000;

type Refunded<Refusal> = Promise<Replayable<Refund, RefundRefusal | Refusal>>;

/** Returns a captured amount to the payer, who may ask for it themselves for some days. */
export async function refundPayment(needs: RefundNeeds, input: unknown): Refunded<never> {
  const scope = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...draft } = parsed.value;
  const payment = await findChangeable(needs, draft.paymentId);
  if (payment === null) return { ...notFound('This payment does not exist.', 'paymentId'), isReplay: false };
  const objection = objectionTo(needs, payment);
  if (objection !== null) return { ...notPermitted(objection, 'paymentId'), isReplay: false };
  return beginRefund(needs, {
    ...{ paymentId: payment.id, path: 'paymentId', amount: draft.amount ?? null, reason: draft.reason ?? null },
    call: { scope, operation: 'refundPayment', key, input: draft },
  });
}

/** Why the viewer may not refund the payment themselves; null when they may. */
function objectionTo({ caller, settings, now }: RefundNeeds, payment: Payment): string | null {
  if (caller.scopes.includes(FINANCE)) return null;
  if (payment.domain !== null && !isHeldByWallet(payment)) return 'Ask whoever you paid for a refund.';
  const until = payment.createdAt.getTime() + settings.payerRefundDays * DAY_MS;
  return now().getTime() < until ? null : 'The time for refunding this payment yourself is over.';
}

/** Returns a part of the payment for a thing of the calling domain. */
export async function refundPaymentFor(needs: RefundNeeds, input: unknown): Refunded<RefusalOf<'CurrencyMismatch'>> {
  const scope = callingDomain(needs.caller);
  const parsed = parseInput(INPUT_FOR, input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { key, ...draft } = parsed.value;
  const payment = await findPaymentFor(needs, draft.reference);
  if (payment === null) return { ...notFound('There is no payment for this.', 'reference'), isReplay: false };
  if (payment.currency !== draft.amount.currency) return { ...currencyMismatch, isReplay: false };
  return beginRefund(needs, {
    ...{ paymentId: payment.id, path: 'reference', amount: draft.amount.amount, reason: draft.reason ?? null },
    call: { scope, operation: 'refundPaymentFor', key, input: draft },
  });
}

const currencyMismatch = refuse<RefusalOf<'CurrencyMismatch'>>({
  __typename: 'CurrencyMismatch',
  message: 'The payment is in another currency.',
  path: ['input', 'amount', 'currency'],
});
