import { z } from 'zod';
import type { IdempotencyRefusal, Replayable } from '../../../../runtime/idempotency/once.ts';
import { callingDomain } from '../../../../runtime/operations/calling-domain.ts';
import { notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { Payment, PaymentsStore } from '../../repository/index.ts';
import { type ChangeNeeds, changePayment, type PaymentChange } from './change-payment.ts';
import { actsForFinance, findChangeable, findPaymentFor } from './find-payment.ts';
import { paymentInput } from './payment-input.ts';
import { invalidState, type PaymentRefusal } from './payment-refusals.ts';
import { CANCELLABLE } from './payment-states.ts';
import { FINANCE } from './sees-all.ts';

const INPUT = z.object({
  paymentId: paymentInput.id,
  reason: paymentInput.reason.nullish(),
  idempotencyKey: paymentInput.key.nullish(),
});

const INPUT_FOR = z.object({ reference: paymentInput.reference, key: paymentInput.key });

type Cancelled = Promise<Replayable<Payment, PaymentRefusal | IdempotencyRefusal>>;

/** Cancels a payment of which nothing was captured: the payer's own, or anybody's with the scope `finance`. */
export async function cancelPayment(needs: ChangeNeeds, input: unknown): Cancelled {
  const scope = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...draft } = parsed.value;
  const payment = await findChangeable(needs, draft.paymentId);
  if (payment === null) return { ...notFound('This payment does not exist.', 'paymentId'), isReplay: false };
  return changePayment<PaymentRefusal>(needs, {
    ...cancellationOf(needs, payment, draft.reason ?? null, 'paymentId'),
    call: { scope, operation: 'cancelPayment', key: key ?? null, input: draft },
  });
}

/** Cancels the payment for a thing of the calling domain, of which nothing was captured. */
export async function cancelPaymentFor(needs: ChangeNeeds, input: unknown): Cancelled {
  const scope = callingDomain(needs.caller);
  const parsed = parseInput(INPUT_FOR, input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { key, ...draft } = parsed.value;
  const payment = await findPaymentFor(needs, draft.reference);
  if (payment === null) return { ...notFound('There is no payment for this.', 'reference'), isReplay: false };
  return changePayment<PaymentRefusal>(needs, {
    ...cancellationOf(needs, payment, null, 'reference'),
    call: { scope, operation: 'cancelPaymentFor', key, input: draft },
  });
}

const cancellationOf = (
  needs: ChangeNeeds,
  payment: Payment,
  reason: string | null,
  path: string,
): Omit<PaymentChange<PaymentRefusal>, 'call'> => ({
  ...{ paymentId: payment.id, path, kind: 'CANCEL', allowed: CANCELLABLE },
  objection: 'This payment can no longer be cancelled.',
  prepare: (store, locked) => prepare(needs, store, locked, reason, path),
});

async function prepare(
  needs: ChangeNeeds,
  store: PaymentsStore,
  payment: Payment,
  reason: string | null,
  path: string,
): Promise<Result<object, PaymentRefusal>> {
  if (payment.captured > 0n)
    return invalidState('A part of this payment was captured.', payment.state, CANCELLABLE, path);
  if (actsForFinance(needs, payment))
    await store.recordAudit(needs, { scope: FINANCE, action: 'cancelPayment', subjectId: payment.id, reason });
  return done({});
}
