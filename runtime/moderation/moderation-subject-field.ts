import { extendSchema, type GraphQLSchema, parse } from 'graphql';
import type { Caller } from '../executor/caller.ts';
import { fault } from '../executor/faults.ts';

/** Something that can be reported, as its domain has it now. */
export interface ModerationSubject {
  /** Null for who has deleted their account. */
  readonly ownerId: string | null;
  /** Null when it has none. */
  readonly text: string | null;
  /** Ids of the files that it shows. */
  readonly mediaFileIds: readonly string[];
  readonly createdAt: Date;
}

/** One kind of thing that can be reported. */
export interface ModerationSource<Context> {
  /** Of its ids, as the definition of the domain declares it. */
  readonly prefix: string;
  /** As the caller of the context may see it; null when it does not exist or is hidden from them. */
  visible(context: Context, id: string): Promise<ModerationSubject | null>;
  /** Whoever may see it; null when it does not exist any more. */
  stored(id: string): Promise<ModerationSubject | null>;
}

const TYPES = parse(/* GraphQL */ `
  extend type Query {
    "Something of this domain that can be reported: as the viewer may see it, and to the moderation domain as it is."
    moderationSubject("Its id, with one of the prefixes of this domain." id: ID!): DomainModerationSubject
  }

  "Something that can be reported."
  type DomainModerationSubject {
    "Whose it is; null when they have deleted their account."
    ownerId: ID
    "Its text; null when it has none."
    text: String
    "Ids of the files that it shows."
    mediaFileIds: [ID!]!
    "When it was made."
    createdAt: DateTime!
  }
`);

/** Which service is shown everything. */
const MODERATION = 'moderation';

/** What of a domain can be reported, and who asks for it. */
interface SubjectOptions<Context> {
  readonly sources: readonly ModerationSource<Context>[];
  readonly callerOf: (context: object) => Caller;
}

/**
 * The schema of a domain with a field by which the moderation domain reads what was reported: first as the reporter, then
 * for the copy that the case holds. Like `withPersonalData` it is no part of the contract.
 */
export function withModerationSubject<Context extends object>(
  schema: GraphQLSchema,
  { sources, callerOf }: SubjectOptions<Context>,
): GraphQLSchema {
  const extended = extendSchema(schema, TYPES);
  const field = extended.getQueryType()?.getFields()['moderationSubject'];
  if (field === undefined) throw new Error('a domain without a type Query has nothing to report');
  field.resolve = async (_: unknown, { id }: { id: string }, context: Context) => {
    const { service, viewerId } = callerOf(context);
    if (service === null ? viewerId === null : service !== MODERATION) throw fault('FORBIDDEN', 'Not for this caller.');
    const source = sources.find(({ prefix }) => id.startsWith(`${prefix}_`));
    if (source === undefined) return null;
    const found = await (service === null ? source.visible(context, id) : source.stored(id));
    // A domain that has no resolver for the scalar would write a Date.
    return found === null ? null : { ...found, createdAt: found.createdAt.toISOString() };
  };
  return extended;
}
