import { z } from 'zod';
import type { IdempotencyRefusal, Replayable } from '../../../../runtime/idempotency/once.ts';
import { callingDomain } from '../../../../runtime/operations/calling-domain.ts';
import { notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { Payment, PaymentsStore } from '../../repository/index.ts';
import { type AmountTooLarge, amountTooLarge } from './amount-too-large.ts';
import { type ChangeNeeds, changePayment, type PaymentChange } from './change-payment.ts';
import { actsForFinance, findChangeable, findPaymentFor } from './find-payment.ts';
import { paymentInput } from './payment-input.ts';
import { type PaymentRefusal, paymentExpired } from './payment-refusals.ts';
import { FINANCE } from './sees-all.ts';

const INPUT = z.object({
  paymentId: paymentInput.id,
  amount: paymentInput.amount.nullish(),
  isFinal: z.boolean().nullish(),
  idempotencyKey: paymentInput.key.nullish(),
});

const INPUT_FOR = z.object({
  reference: paymentInput.reference,
  amount: paymentInput.money.nullish(),
  isFinal: z.boolean().nullish(),
  key: paymentInput.key,
});

/** What is captured; null: all that is left. */
interface Capture {
  readonly amount: bigint | null;
  readonly isFinal: boolean;
}

type CaptureRefusal = PaymentRefusal | AmountTooLarge;

type Captured<Refusal> = Promise<Replayable<Payment, CaptureRefusal | IdempotencyRefusal | Refusal>>;

/** Takes an authorized amount, or a part of it: the payer's own, or anybody's with the scope `finance`. */
export async function capturePayment(needs: ChangeNeeds, input: unknown): Captured<never> {
  const scope = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...draft } = parsed.value;
  const payment = await findChangeable(needs, draft.paymentId);
  if (payment === null) return { ...notFound('This payment does not exist.', 'paymentId'), isReplay: false };
  const capture = { amount: draft.amount ?? null, isFinal: draft.isFinal ?? true };
  return changePayment<CaptureRefusal>(needs, {
    ...captureOf(needs, payment, capture, 'paymentId'),
    call: { scope, operation: 'capturePayment', key: key ?? null, input: draft },
  });
}

/** Takes the amount that is authorized for a thing of the calling domain, or a part of it. */
export async function capturePaymentFor(needs: ChangeNeeds, input: unknown): Captured<RefusalOf<'CurrencyMismatch'>> {
  const scope = callingDomain(needs.caller);
  const parsed = parseInput(INPUT_FOR, input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { key, ...draft } = parsed.value;
  const payment = await findPaymentFor(needs, draft.reference);
  if (payment === null) return { ...notFound('There is no payment for this.', 'reference'), isReplay: false };
  if (draft.amount != null && draft.amount.currency !== payment.currency)
    return { ...currencyMismatch, isReplay: false };
  const capture = { amount: draft.amount?.amount ?? null, isFinal: draft.isFinal ?? true };
  return changePayment<CaptureRefusal>(needs, {
    ...captureOf(needs, payment, capture, 'reference'),
    call: { scope, operation: 'capturePaymentFor', key, input: draft },
  });
}

const captureOf = (
  needs: ChangeNeeds,
  payment: Payment,
  capture: Capture,
  path: string,
): Omit<PaymentChange<CaptureRefusal>, 'call'> => ({
  ...{ paymentId: payment.id, path, kind: 'CAPTURE', allowed: ['AUTHORIZED'] },
  objection: 'Only an authorized amount can be captured.',
  prepare: (store, locked) => prepare(needs, store, locked, capture, path),
});

async function prepare(
  needs: ChangeNeeds,
  store: PaymentsStore,
  payment: Payment,
  { amount, isFinal }: Capture,
  path: string,
): Promise<Result<Capture, CaptureRefusal>> {
  if (payment.expiresAt !== null && payment.expiresAt <= needs.now()) return paymentExpired(path);
  if (!isFinal && needs.provider?.capturesInParts === false) return capturesOnce;
  const available = payment.amount - payment.captured;
  if (amount !== null && amount > available)
    return amountTooLarge('Less than that is authorized.', { amount: available, currency: payment.currency });
  if (actsForFinance(needs, payment)) {
    const audited = { scope: FINANCE, action: 'capturePayment', subjectId: payment.id };
    await store.recordAudit(needs, { ...audited, after: { amount: String(amount ?? available), isFinal } });
  }
  return done({ amount: amount ?? available, isFinal });
}

const capturesOnce = refuse<PaymentRefusal>({
  __typename: 'InvalidInput',
  message: 'This payment can be captured only once.',
  path: ['input', 'isFinal'],
});

const currencyMismatch = refuse<RefusalOf<'CurrencyMismatch'>>({
  __typename: 'CurrencyMismatch',
  message: 'The payment is in another currency.',
  path: ['input', 'amount', 'currency'],
});
