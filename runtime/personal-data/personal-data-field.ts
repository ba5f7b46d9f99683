import { extendSchema, type GraphQLSchema, parse } from 'graphql';
import { type Collection, readPersonalData } from './collections.ts';

const TYPES = parse(/* GraphQL */ `
  extend type Query {
    "What this domain keeps about a person, a page at a time; null when it keeps nothing about people."
    personalData(
      "A \`usr_\` id."
      userId: ID!
      "\`next\` of the page before; null for the first."
      after: String
    ): PersonalDataPage @internal(callers: ["auth"])
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
export function withPersonalData(schema: GraphQLSchema, collections: readonly Collection[]): GraphQLSchema {
  const extended = extendSchema(schema, TYPES);
  const field = extended.getQueryType()?.getFields()['personalData'];
  if (field === undefined) throw new Error('a domain without a type Query cannot be asked what it keeps about people');
  field.resolve = (_: unknown, { userId, after }: { userId: string; after?: string | null }) =>
    readPersonalData(collections, userId, after ?? null);
  return extended;
}
