import { z } from 'zod';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import { keyedOutcome } from '../../../../runtime/idempotency/keyed-outcome.ts';
import type { Money } from '../../../../runtime/money/money.ts';
import type { PaymentsContext } from '../../context.ts';
import type { Payment, Refund } from '../../repository/index.ts';

/** What the wallet answered: a hold, or why there is none. */
export type HoldAnswer = { readonly holdId: string } | { readonly refusal: string; readonly available: Money | null };

const HOLD = `mutation HoldRefund($input: HoldFundsInput!) { holdFunds(input: $input) {
  hold { id } errors { __typename ... on InsufficientFunds { available { amount currency } } } } }`;

const ANSWER = z.object({
  holdFunds: z.object({
    hold: z.object({ id: z.string() }).nullable(),
    errors: z.array(
      z.object({
        __typename: z.string(),
        available: z.object({ amount: z.coerce.bigint(), currency: z.string() }).nullish(),
      }),
    ),
  }),
});

/** Longer than a provider takes for any refund. */
const HOLD_MS = 90 * 24 * 60 * 60 * 1_000;
const TIME_LIMIT_MS = 2_000;

/** Whether the money of a payment is in a wallet, so that the wallet has to hold what goes back. */
export const isHeldByWallet = ({ domain, referenceType }: Pick<Payment, 'domain' | 'referenceType'>): boolean =>
  domain === 'wallet' && referenceType === 'deposit';

/**
 * Has the wallet hold what a refund of a deposit returns, once for each refund.
 *
 * @throws a fault `UNAVAILABLE` when the wallet cannot be asked, or its answer is not known: repeat it then.
 */
export async function holdRefund(
  { ask }: Pick<PaymentsContext, 'ask'>,
  { payerId, currency }: Pick<Payment, 'payerId' | 'currency'>,
  refund: Pick<Refund, 'id' | 'amount' | 'createdAt'>,
): Promise<HoldAnswer> {
  if (payerId === null) return { refusal: 'AccountClosed', available: null };
  const input = {
    userId: payerId,
    amount: { amount: refund.amount.toString(), currency },
    expiresAt: new Date(refund.createdAt.getTime() + HOLD_MS).toISOString(),
    reference: { type: 'refund', id: refund.id },
    key: refund.id,
  };
  const options = { withinMs: TIME_LIMIT_MS, isRepeatable: true };
  const data = await ask('wallet', HOLD, { input }, serviceCaller('payments'), options);
  const { hold, errors } = ANSWER.parse(data).holdFunds;
  const outcome = keyedOutcome({ thing: hold, errors }, `The hold of ${refund.id}`);
  if ('thing' in outcome) return { holdId: outcome.thing.id };
  return { refusal: outcome.refusal.__typename, available: outcome.refusal.available ?? null };
}
