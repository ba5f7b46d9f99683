import { z } from 'zod';
import { type DeletionObstacle, OBSTACLE_KINDS } from '../../../../runtime/erasure/deletion-obstacles.ts';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import { parseMinorUnits } from '../../../../runtime/money/money.ts';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';

/** Refusal to delete an account with which others have business that is not settled. */
export interface AccountHasObligations extends RefusalOf<'AccountHasObligations'> {
  readonly obligations: readonly DeletionObstacle[];
}

const QUERY = /* GraphQL */ `
  query DeletionObstacles($userId: ID!) {
    deletionObstacles(userId: $userId) {
      kind
      count
      amount {
        amount
        currency
      }
    }
  }
`;

const AMOUNT = z.string().transform((text, context) => {
  const amount = parseMinorUnits(text);
  if (amount !== undefined) return amount;
  context.addIssue('not an amount');
  return z.NEVER;
});
const RESPONSE = z.object({
  deletionObstacles: z.array(
    z.object({
      kind: z.enum(OBSTACLE_KINDS),
      count: z.int(),
      amount: z.object({ amount: AMOUNT, currency: z.string() }).nullable(),
    }),
  ),
});

/**
 * What stands against deleting a user's account in any domain, in the order of the domains.
 *
 * @throws a fault `UNAVAILABLE` when a domain cannot be asked: it may have obligations.
 */
export async function findObligations(
  { ask, domains }: Pick<AuthContext, 'ask' | 'domains'>,
  userId: string,
): Promise<readonly DeletionObstacle[]> {
  const caller = serviceCaller('auth');
  const answers = await Promise.all(domains.map((domain) => ask(domain, QUERY, { userId }, caller)));
  return answers.flatMap((answer) => RESPONSE.parse(answer).deletionObstacles);
}

/** Refuses to delete an account with these obligations. */
export const accountHasObligations = (obligations: readonly DeletionObstacle[]) =>
  refuse<AccountHasObligations>({
    __typename: 'AccountHasObligations',
    message: 'Settle your balances, orders and disputes before you delete your account.',
    path: ['input'],
    obligations,
  });
