import { extendSchema, type GraphQLSchema, parse } from 'graphql';
import type { Sql } from '../database/database.ts';
import { type ListOrder, pageClauses } from '../database/keyset.ts';
import { sql } from '../database/sql-fragment.ts';
import { createPaging, type PageArguments } from '../operations/connection.ts';
import { cursorPart } from '../operations/cursor-parts.ts';

const TYPES = parse(/* GraphQL */ `
  extend type Query {
    "Audit entries of this domain, latest first."
    auditEntries(
      "Only entries about this subject; about all when absent."
      subjectId: ID
      "Only entries of this actor; of all when absent."
      actorId: ID
      "Number of items from the start, 0 to 100; 20 by default."
      first: Int
      "Cursor of the item to start after."
      after: String
    ): DomainAuditEntryConnection! @internal(callers: ["moderation"])
  }

  "A page of audit entries of one domain."
  type DomainAuditEntryConnection {
    "Entries of this page, latest first."
    edges: [DomainAuditEntryEdge!]!
    "Where this page stands."
    pageInfo: PageInfo!
  }

  "An audit entry in its list."
  type DomainAuditEntryEdge {
    "Where the entry stands; opaque."
    cursor: String!
    "The entry itself."
    node: DomainAuditEntry!
  }

  "An action that somebody did in one domain by the power of a scope."
  type DomainAuditEntry {
    "Id of the person who acted, or name of the service."
    actorId: ID!
    "The scope that permitted the action."
    scope: String!
    "Name of the mutation."
    action: String!
    "Id of what the action was done to."
    subjectId: ID!
    "As the actor gave it; null when they gave none, or when it was erased with the person whom it is about."
    reason: String
    "SHA-256 of what the action changed, as it was before; null when there was nothing."
    beforeHash: String
    "SHA-256 of what the action changed, as it was afterwards; null when there was nothing."
    afterHash: String
    "Id of the request that caused it, as in the logs; null when no request did."
    requestId: String
    "When the action was done."
    createdAt: DateTime!
    "SHA-256 of this entry and the one before it."
    hash: String!
  }
`);

/** An entry as `auditEntries` returns it. */
interface AuditEntryRow {
  readonly number: bigint;
  readonly createdAt: Date;
}

interface AuditEntryArguments extends Pick<PageArguments, 'first' | 'after'> {
  readonly subjectId?: string | null;
  readonly actorId?: string | null;
}

const LATEST_FIRST: ListOrder = { by: [['number', 'bigint']], direction: 'DESC' };

const PAGING = createPaging({
  name: 'audit',
  key: [cursorPart.bigint],
  keyOf: ({ number }: Pick<AuditEntryRow, 'number'>) => [Number(number)],
});

/**
 * The schema of a domain with a field by which the moderation domain reads its audit log. Like `withPersonalData` it is no
 * part of the contract.
 */
export function withAuditEntries(schema: GraphQLSchema, db: Sql): GraphQLSchema {
  const extended = extendSchema(schema, TYPES);
  const field = extended.getQueryType()?.getFields()['auditEntries'];
  if (field === undefined) throw new Error('a domain without a type Query shows no audit log');
  field.resolve = (_: unknown, { subjectId = null, actorId = null, ...page }: AuditEntryArguments) =>
    PAGING.read(page, async (request) => {
      const { beyond, order } = pageClauses(LATEST_FIRST, request);
      const ofSubject = subjectId === null ? sql`TRUE` : sql`subject_id = ${subjectId}`;
      const ofActor = actorId === null ? sql`TRUE` : sql`actor_id = ${actorId}`;
      const rows = await db.$queryRaw<AuditEntryRow[]>`
        SELECT number, actor_id AS "actorId", scope, action, subject_id AS "subjectId", reason, before_hash AS "beforeHash",
          after_hash AS "afterHash", request_id AS "requestId", created_at AS "createdAt", hash
        FROM audit_entry WHERE ${ofSubject} AND ${ofActor} AND ${beyond} ${order}`;
      return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
    });
  return extended;
}
