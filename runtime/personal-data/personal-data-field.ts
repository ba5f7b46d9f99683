import { extendSchema, type GraphQLSchema, parse } from 'graphql';
import type { Caller } from '../executor/caller.ts';
import { requireService } from '../operations/viewer.ts';
import { type Collection, readPersonalData } from './collections.ts';

/** The one domain that collects what all of them keep about a person, and hands it to that person. */
const COLLECTOR = 'auth';

const TYPES = parse(/* GraphQL */ `
  extend type Query {
    "What this domain keeps about a person, a page at a time; null when it keeps nothing about people. For auth alone."
    personalData(
      "A \`usr_\` id."
      userId: ID!
      "\`next\` of the page before; null for the first."
      after: String
    ): PersonalDataPage
  }

  "A bounded part of what a domain keeps about a person."
  type PersonalDataPage {
    "What it is of; the pages of one follow each other."
    collection: String!
    "At most 100, each a JSON object as text."
    records: [String!]!
    "Where it goes on; null when that was all."
    next: String
  }
`);

/**
 * The schema of a domain, and a question that only other domains put to it. It stands beside the contract and not in it:
 * no gateway knows of it, nothing is composed, and a new domain has it by itself.
 */
export function withPersonalData(
  schema: GraphQLSchema,
  collections: readonly Collection[],
  callerOf: (context: object) => Caller,
): GraphQLSchema {
  const extended = extendSchema(schema, TYPES);
  const field = extended.getQueryType()?.getFields()['personalData'];
  if (field === undefined) throw new Error('a domain without a type Query cannot be asked what it keeps about people');
  field.resolve = (_: unknown, { userId, after }: { userId: string; after?: string | null }, context: object) => {
    requireService(callerOf(context), COLLECTOR);
    return readPersonalData(collections, userId, after ?? null);
  };
  return extended;
}
