import { extendSchema, type GraphQLSchema, parse } from 'graphql';
import type { Money } from '../money/money.ts';

/** What a domain can hold against the deletion of an account. */
export const OBSTACLE_KINDS = ['BALANCE', 'HOLD', 'PAYOUT', 'ORDER', 'MILESTONE', 'DISPUTE', 'CONTRACT'] as const;

/** What stands against deleting a person's account, all of one kind and currency. */
export interface DeletionObstacle {
  readonly kind: (typeof OBSTACLE_KINDS)[number];
  /** How many there are. */
  readonly count: number;
  /** What they add up to; null where no money is involved. */
  readonly amount: Money | null;
}

/** Finds what stands against deleting a person's account in one domain. */
export type FindDeletionObstacles = (userId: string) => Promise<readonly DeletionObstacle[]>;

const TYPES = parse(/* GraphQL */ `
  extend type Query {
    "What stands against deleting a person's account, at most one item for each kind and currency."
    deletionObstacles("A \`usr_\` id." userId: ID!): [DomainDeletionObstacle!]! @internal(callers: ["auth"])
  }

  "Something that has to be settled before an account is deleted."
  type DomainDeletionObstacle {
    "BALANCE, HOLD, PAYOUT, ORDER, MILESTONE, DISPUTE or CONTRACT."
    kind: String!
    "How many there are of this kind."
    count: Int!
    "What they add up to; null where no money is involved."
    amount: Money
  }
`);

const NONE: FindDeletionObstacles = async () => [];

/**
 * The schema of a domain with a field by which auth asks, before it deletes an account, what stands against that. Like
 * `withPersonalData` it is no part of the contract. A domain that does not say anything has no obstacles.
 */
export function withDeletionObstacles(
  schema: GraphQLSchema,
  find: FindDeletionObstacles | undefined = NONE,
): GraphQLSchema {
  const extended = extendSchema(schema, TYPES);
  const field = extended.getQueryType()?.getFields()['deletionObstacles'];
  if (field === undefined) throw new Error('a domain without a type Query cannot be asked for obstacles');
  field.resolve = async (_: unknown, { userId }: { userId: string }) =>
    (await find(userId)).map(({ amount, ...obstacle }) => ({
      ...obstacle,
      // A domain that has no resolver for the scalar would write a bigint.
      amount: amount === null ? null : { ...amount, amount: amount.amount.toString() },
    }));
  return extended;
}
