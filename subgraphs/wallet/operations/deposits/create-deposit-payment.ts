import { z } from 'zod';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import { keyedOutcome } from '../../../../runtime/idempotency/keyed-outcome.ts';
import type { WalletContext } from '../../context.ts';
import type { Deposit } from '../../repository/index.ts';

const CREATE = `mutation WalletDeposit($input: CreatePaymentForInput!) {
  createPaymentFor(input: $input) { payment { id } errors { __typename } }
}`;

const RESPONSE = z.object({
  createPaymentFor: z.object({
    payment: z.object({ id: z.string() }).nullable(),
    errors: z.array(z.object({ __typename: z.string() })),
  }),
});

/** What payments says: the id of the payment, or the name of the refusal. */
export type CreatedPayment = { readonly paymentId: string } | { readonly refusal: string };

/** The kind of reference that payments knows a deposit by. */
export const DEPOSIT_REFERENCE = 'deposit';

const TIME_LIMIT_MS = 2_000;

/**
 * Has payments charge the owner of a deposit. The key is that of the deposit: however often it is called, there is one payment.
 *
 * @throws a fault `UNAVAILABLE` when it is not known whether there is a payment.
 */
export async function createDepositPayment(ask: WalletContext['ask'], deposit: Deposit): Promise<CreatedPayment> {
  const { id, ownerId, amount, currency, paymentMethodId, returnUrl } = deposit;
  // Nobody is charged for an account that was deleted meanwhile.
  if (ownerId === null) return { refusal: 'AccountClosed' };
  const input = {
    ...{ userId: ownerId, amount: { amount: amount.toString(), currency }, paymentMethodId, returnUrl },
    ...{ reference: { type: DEPOSIT_REFERENCE, id }, key: `${DEPOSIT_REFERENCE}:${id}` },
  };
  const options = { withinMs: TIME_LIMIT_MS, isRepeatable: true };
  const { createPaymentFor } = RESPONSE.parse(
    await ask('payments', CREATE, { input }, serviceCaller('wallet'), options),
  );
  const { payment, errors } = createPaymentFor;
  const outcome = keyedOutcome({ thing: payment, errors }, `The payment of ${id}`);
  return 'refusal' in outcome ? { refusal: outcome.refusal.__typename } : { paymentId: outcome.thing.id };
}
