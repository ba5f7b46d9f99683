import { z } from 'zod';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import { keyedOutcome } from '../../../../runtime/idempotency/keyed-outcome.ts';
import type { ProjectsContext } from '../../context.ts';
import type { EscrowMove } from '../../repository/index.ts';

const CREATE = `mutation ProjectsPayment($input: CreatePaymentForInput!) {
  createPaymentFor(input: $input) { payment { id } errors { __typename } }
}`;

const RESPONSE = z.object({
  payment: z.object({ id: z.string() }).nullable(),
  errors: z.array(z.object({ __typename: z.string() })),
});

/** The kind of reference that payments knows the funding of a milestone by; the id is that of the movement. */
export const FUNDING_REFERENCE = 'milestone-funding';

/**
 * Has payments charge the client for a milestone. However often it is called for a movement, there is one payment.
 *
 * @throws a fault `UNAVAILABLE` when it is not known whether there is a payment.
 */
export async function chargeCard(
  ask: ProjectsContext['ask'],
  { id, clientId, amount, currency, paymentMethodId, returnUrl }: EscrowMove,
  key: string,
): Promise<{ readonly paymentId: string } | { readonly refusal: string }> {
  if (clientId === null) return { refusal: 'AccountClosed' };
  const input = {
    ...{ userId: clientId, amount: { amount: amount.toString(), currency }, paymentMethodId, returnUrl, key },
    reference: { type: FUNDING_REFERENCE, id },
  };
  const options = { withinMs: 2_000, isRepeatable: true };
  const data = await ask('payments', CREATE, { input }, serviceCaller('projects'), options);
  const { payment, errors } = RESPONSE.parse(data['createPaymentFor']);
  const outcome = keyedOutcome({ thing: payment, errors }, `The payment of ${id}`);
  return 'refusal' in outcome ? { refusal: outcome.refusal.__typename } : { paymentId: outcome.thing.id };
}
