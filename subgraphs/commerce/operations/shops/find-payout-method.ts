import { z } from 'zod';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { CommerceContext } from '../../context.ts';

const METHODS = 'query SellerPayoutMethods { payoutMethods { id isDefault } }';
const ANSWER = z.object({ payoutMethods: z.array(z.object({ id: z.string(), isDefault: z.boolean() })) });

/** The refusal of who has no such payout method. */
export type PayoutMethodRequired = RefusalOf<'PayoutMethodRequired'>;

/**
 * The id of a payout method of the viewer: the one named, or the one that is proposed first.
 *
 * @throws a fault `UNAVAILABLE` when payments cannot be asked.
 */
export async function findPayoutMethod(
  { ask, caller }: Pick<CommerceContext, 'ask' | 'caller'>,
  methodId: string | null,
): Promise<Result<string, PayoutMethodRequired>> {
  const { payoutMethods } = ANSWER.parse(await ask('payments', METHODS, {}, caller));
  const found = payoutMethods.find(({ id, isDefault }) => (methodId === null ? isDefault : id === methodId));
  const method = found ?? (methodId === null ? payoutMethods[0] : undefined);
  if (method !== undefined) return done(method.id);
  const message = 'First save a bank account or card to which you are paid.';
  return refuse({ __typename: 'PayoutMethodRequired', message, path: ['input', 'payoutMethodId'] });
}
