import { z } from 'zod';
import type { Replayable } from '../../../../runtime/idempotency/once.ts';
import { parseInput } from '../../../../runtime/operations/parse-input.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { PaymentsContext } from '../../context.ts';
import type { Payment } from '../../repository/index.ts';
import { type BeginNeeds, type BeginRefusal, beginPayment } from './begin-payment.ts';
import { paymentInput, returnUrl } from './payment-input.ts';

const inputOf = (isProduction: boolean) =>
  z
    .object({
      amount: paymentInput.money,
      description: paymentInput.description.nullish(),
      paymentMethodId: paymentInput.id.nullish(),
      method: paymentInput.method.nullish(),
      purpose: z.enum(['PURCHASE', 'DONATION', 'FEE', 'OTHER']).nullish(),
      capture: z.enum(['AUTOMATIC', 'MANUAL']).nullish(),
      confirm: z.boolean().nullish(),
      returnUrl: returnUrl(isProduction).nullish(),
      statementDescriptor: paymentInput.statementDescriptor.nullish(),
      metadata: paymentInput.metadata.nullish(),
      idempotencyKey: paymentInput.key,
    })
    .refine(({ paymentMethodId, method }) => paymentMethodId == null || method == null, {
      message: 'Give a saved method or a token, not both.',
      path: ['method'],
    });

const neverTaken = async (): Promise<never> => {
  throw new Error('A payment without a reference was not added.');
};

/** Charges the viewer. */
export async function createPayment(
  needs: BeginNeeds & Pick<PaymentsContext, 'caller'>,
  input: unknown,
): Promise<Replayable<Payment, BeginRefusal>> {
  const payerId = viewerOf(needs.caller);
  const parsed = parseInput(inputOf(needs.settings.isProduction), input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...request } = parsed.value;
  return beginPayment<never>(
    needs,
    { scope: payerId, operation: 'createPayment', key, input: request },
    {
      payerId,
      amount: request.amount,
      reference: null,
      refuseTaken: neverTaken,
      description: request.description ?? null,
      paymentMethodId: request.paymentMethodId ?? null,
      token: request.method?.token ?? null,
      purpose: request.purpose ?? 'OTHER',
      capture: request.capture ?? 'AUTOMATIC',
      confirm: request.confirm ?? true,
      returnUrl: request.returnUrl ?? null,
      statementDescriptor: request.statementDescriptor ?? null,
      metadata: request.metadata ?? [],
    },
  );
}
