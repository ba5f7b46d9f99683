import { z } from 'zod';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import { keyedOutcome } from '../../../../runtime/idempotency/keyed-outcome.ts';
import type { WalletContext } from '../../context.ts';
import type { Withdrawal } from '../../repository/index.ts';
import { WITHDRAWAL_REFERENCE } from './settle-withdrawal.ts';

const CREATE = `mutation WalletPayout($input: CreatePayoutInput!) {
  createPayout(input: $input) { payout { id arrivalDate } errors { __typename } }
}`;

const PAYOUT = z.object({ id: z.string(), arrivalDate: z.string().nullable() });

const RESPONSE = z.object({
  createPayout: z.object({
    payout: PAYOUT.nullable(),
    errors: z.array(z.object({ __typename: z.string() })),
  }),
});

/** What payments says: the payout, or the name of the refusal. */
export type CreatedPayout = z.infer<typeof PAYOUT> | { readonly refusal: string };

const TIME_LIMIT_MS = 2_000;

/**
 * Has payments send money to the owner of a withdrawal. However often it is called with a key, there is one payout.
 *
 * @throws a fault `UNAVAILABLE` when it is not known whether there is a payout.
 */
export async function createPayout(
  ask: WalletContext['ask'],
  { id, ownerId, amount, currency, payoutMethodId }: Withdrawal,
  key: string,
): Promise<CreatedPayout> {
  // Who has deleted their account has no payout methods any more.
  if (ownerId === null) return { refusal: 'AccountClosed' };
  const input = {
    ...{ userId: ownerId, amount: { amount: amount.toString(), currency }, payoutMethodId, key },
    reference: { type: WITHDRAWAL_REFERENCE, id },
  };
  const options = { withinMs: TIME_LIMIT_MS, isRepeatable: true };
  const data = await ask('payments', CREATE, { input }, serviceCaller('wallet'), options);
  const { payout, errors } = RESPONSE.parse(data).createPayout;
  const outcome = keyedOutcome({ thing: payout, errors }, `The payout of ${id}`);
  return 'refusal' in outcome ? { refusal: outcome.refusal.__typename } : outcome.thing;
}
