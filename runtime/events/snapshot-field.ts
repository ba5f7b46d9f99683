import { extendSchema, type GraphQLSchema, parse } from 'graphql';
import { z } from 'zod';
import type { Sql } from '../database/database.ts';
import type { Caller } from '../executor/caller.ts';
import { fault } from '../executor/faults.ts';
import { outboxState } from './outbox-table.ts';
import type { SnapshotSource } from './snapshot.ts';

const TYPES = parse(/* GraphQL */ `
    extend type Query {
      "The current facts of some kinds, as the events that would state them, a page at a time."
      snapshot(
        "Names of event types; kinds that this domain has no facts of are left out."
        types: [String!]!
        "\`next\` of the page before; null for the first."
        after: String
        "At most 1,000."
        limit: Int!
      ): SnapshotPage!
    }

    "A part of a domain's facts."
    type SnapshotPage {
      "Each a JSON object as text: \`type\` and \`payload\`."
      rows: [String!]!
      "Where it continues; null when that was all."
      next: String
      "Number of all facts of these kinds; null but for the first page."
      total: Float
      "Where the domain's events stood before this page was read: those after it are not in the page for certain."
      at: SnapshotPosition!
    }

    "A position in a domain's events."
    type SnapshotPosition {
      epoch: String!
      number: Float!
      "Number of the oldest event that the domain still keeps."
      oldest: Float!
    }
  `);

const GATEWAY = 'gateway';
const MAX_LIMIT = 1_000;
const CURSOR = z.tuple([z.string(), z.string().nullable()]);

interface Arguments {
  readonly types: readonly string[];
  readonly after?: string | null;
  readonly limit: number;
}

/** What a domain's snapshot is read from, and who asks for it. */
export interface SnapshotOptions {
  readonly sources: readonly SnapshotSource[];
  readonly sql: Sql;
  readonly callerOf: (context: object) => Caller;
}

/**
 * The schema of a domain with a field by which other domains read its current facts. Like `withPersonalData` it is no part
 * of the contract. Any domain may ask, also one that this process has never heard of: it may be new to the system.
 */
export function withSnapshot(schema: GraphQLSchema, { sources, sql, callerOf }: SnapshotOptions): GraphQLSchema {
  const extended = extendSchema(schema, TYPES);
  const field = extended.getQueryType()?.getFields()['snapshot'];
  if (field === undefined) throw new Error('a domain without a type Query offers no snapshot');
  field.resolve = async (_: unknown, { types, after = null, limit }: Arguments, context: object) => {
    const { service } = callerOf(context);
    if (service === null || service === GATEWAY) throw fault('FORBIDDEN', 'Not for this caller.');
    const matching = sources.filter(({ type }) => types.includes(type));
    // First: an event that is numbered later is delivered again, whether or not the page has its fact already.
    const { epoch, number, oldest } = await outboxState(sql);
    const page = await readFacts(matching, after, Math.min(Math.max(limit, 1), MAX_LIMIT));
    const total = after === null ? await countFacts(matching) : null;
    return { ...page, total, at: { epoch, number, oldest } };
  };
  return extended;
}

async function readFacts(sources: readonly SnapshotSource[], after: string | null, limit: number) {
  const [type, key] = after === null ? [sources[0]?.type, null] : parseCursor(after);
  const at = sources.findIndex((source) => source.type === type);
  const source = sources[at];
  if (source === undefined) return { rows: [], next: null };
  const { payloads, next } = await source.readPage(key, limit);
  const following = sources[at + 1];
  return {
    rows: payloads.map((payload) => JSON.stringify({ type: source.type, payload })),
    next:
      next !== null
        ? JSON.stringify([source.type, next])
        : following === undefined
          ? null
          : JSON.stringify([following.type, null]),
  };
}

function parseCursor(cursor: string): readonly [string, string | null] {
  try {
    return CURSOR.parse(JSON.parse(cursor));
  } catch {
    throw fault('BAD_USER_INPUT', 'The cursor is not one of this snapshot.');
  }
}

async function countFacts(sources: readonly SnapshotSource[]): Promise<number> {
  const counts = await Promise.all(sources.map((source) => source.count()));
  return counts.reduce((sum, count) => sum + count, 0);
}
