import { z } from 'zod';
import type { IdempotencyRefusal, Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { Payment, PaymentsStore } from '../../repository/index.ts';
import { type ChangeNeeds, changePayment } from './change-payment.ts';
import { paymentInput, returnUrl } from './payment-input.ts';
import { type PaymentRefusal, paymentExpired } from './payment-refusals.ts';
import { UNCONFIRMED } from './payment-states.ts';
import { refuseAfterDeclines, type TooManyAttempts } from './refuse-after-declines.ts';

const inputOf = (isProduction: boolean) =>
  z
    .object({
      paymentId: paymentInput.id,
      paymentMethodId: paymentInput.id.nullish(),
      method: paymentInput.method.nullish(),
      returnUrl: returnUrl(isProduction).nullish(),
      idempotencyKey: paymentInput.key.nullish(),
    })
    .refine(({ paymentMethodId, method }) => paymentMethodId == null || method == null, {
      message: 'Give a saved method or a token, not both.',
      path: ['method'],
    });

type Draft = z.output<ReturnType<typeof inputOf>>;

/** Has the provider charge a method for a payment of the viewer. */
export async function confirmPayment(
  needs: ChangeNeeds,
  input: unknown,
): Promise<Replayable<Payment, PaymentRefusal | TooManyAttempts | IdempotencyRefusal>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(inputOf(needs.settings.isProduction), input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...draft } = parsed.value;
  const payment = await needs.repository.findPayment(draft.paymentId);
  if (payment?.payerId !== viewerId)
    return { ...notFound('This payment does not exist.', 'paymentId'), isReplay: false };
  if (payment.state === 'EXPIRED') return { ...paymentExpired('paymentId'), isReplay: false };
  return changePayment<PaymentRefusal | TooManyAttempts>(needs, {
    ...{ paymentId: payment.id, path: 'paymentId', kind: 'CONFIRM', allowed: UNCONFIRMED },
    objection: 'This payment was confirmed already.',
    call: { scope: viewerId, operation: 'confirmPayment', key: key ?? null, input: draft },
    prepare: (store, locked) => prepare(needs, store, locked, viewerId, draft),
  });
}

/** The method is stored with the payment, so that whoever repeats the command charges the same. */
async function prepare(
  { now }: ChangeNeeds,
  store: PaymentsStore,
  payment: Payment,
  viewerId: string,
  draft: Draft,
): Promise<Result<object, PaymentRefusal | TooManyAttempts>> {
  const slowed = await refuseAfterDeclines(store, viewerId, now());
  if (slowed !== null) return slowed;
  if (payment.expiresAt !== null && payment.expiresAt <= now()) return paymentExpired('paymentId');
  const method = await chooseMethod(store, payment, viewerId, draft);
  if (method === null) return notFound('This payment method does not exist.', 'paymentMethodId');
  if (method.methodToken === null) return methodMissing;
  await store.storePayment({
    ...payment,
    ...method,
    state: 'REQUIRES_CONFIRMATION',
    returnUrl: draft.returnUrl ?? payment.returnUrl,
    updatedAt: now(),
  });
  return done({});
}

async function chooseMethod(
  store: PaymentsStore,
  payment: Payment,
  viewerId: string,
  { paymentMethodId, method }: Draft,
): Promise<Pick<Payment, 'methodToken' | 'customerRef' | 'method'> | null> {
  if (method != null) return { methodToken: method.token, customerRef: null, method: null };
  if (paymentMethodId != null) return store.findChargeableMethod(viewerId, payment.provider, paymentMethodId);
  const { methodToken, customerRef, method: details } = payment;
  return { methodToken, customerRef, method: details };
}

const methodMissing = refuse<InvalidInput>({
  __typename: 'InvalidInput',
  message: 'Choose a payment method.',
  path: ['input', 'paymentMethodId'],
});
