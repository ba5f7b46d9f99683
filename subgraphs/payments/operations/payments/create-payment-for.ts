import { z } from 'zod';
import { callingDomain } from '../../../../runtime/operations/calling-domain.ts';
import { parseInput } from '../../../../runtime/operations/parse-input.ts';
import type { Result } from '../../../../runtime/operations/result.ts';
import type { PaymentsContext } from '../../context.ts';
import type { DomainReference, Payment, PaymentsStore } from '../../repository/index.ts';
import { type BeginNeeds, type BeginRefusal, beginPayment } from './begin-payment.ts';
import { paymentInput, returnUrl } from './payment-input.ts';
import { type InvalidState, invalidState } from './payment-refusals.ts';
import { UNPAID } from './payment-states.ts';

const inputOf = (isProduction: boolean) =>
  z.object({
    userId: paymentInput.id,
    amount: paymentInput.money,
    reference: paymentInput.reference,
    paymentMethodId: paymentInput.id.nullish(),
    returnUrl: returnUrl(isProduction).nullish(),
    capture: z.enum(['AUTOMATIC', 'MANUAL']).nullish(),
    description: paymentInput.description.nullish(),
    key: paymentInput.key,
  });

/** Charges a person for a thing of the calling domain, which has one payment that has not failed. */
export async function createPaymentFor(
  needs: BeginNeeds & Pick<PaymentsContext, 'caller'>,
  input: unknown,
): Promise<Result<Payment, BeginRefusal | InvalidState>> {
  const domain = callingDomain(needs.caller);
  const parsed = parseInput(inputOf(needs.settings.isProduction), input);
  if (!parsed.ok) return parsed;
  const { key, ...request } = parsed.value;
  const reference = { domain, ...request.reference };
  return beginPayment<InvalidState>(
    needs,
    { scope: domain, operation: 'createPaymentFor', key, input: request },
    {
      payerId: request.userId,
      amount: request.amount,
      reference,
      refuseTaken: (store) => refuseTaken(store, reference),
      description: request.description ?? null,
      paymentMethodId: request.paymentMethodId ?? null,
      token: null,
      purpose: null,
      capture: request.capture ?? 'AUTOMATIC',
      confirm: true,
      returnUrl: request.returnUrl ?? null,
      statementDescriptor: null,
      metadata: [],
    },
  );
}

async function refuseTaken(store: PaymentsStore, reference: DomainReference): Promise<Result<never, InvalidState>> {
  const live = await store.findPaymentFor(reference);
  if (live === null) throw new Error('A payment was not added.');
  return invalidState('There is a payment for this already.', live.state, UNPAID, 'reference');
}
