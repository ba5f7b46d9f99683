import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { isInAudience, isReadableBy } from './audience.ts';
import { IS_BLOCKED } from './conversation-rows.ts';
import { type Message, type MessageRow, toMessage } from './messages.ts';

/** Sort key of a search result: milliseconds of its sending, its conversation, its sequence. */
export type FoundKey = readonly [sentAtMs: number, conversationId: string, sequence: number];

/** A search, the conversations it covers and the position to continue after. */
export interface MessageSearch {
  readonly viewerId: string;
  /** As `websearch_to_tsquery` reads it; its last word may be only the beginning of one. */
  readonly query: string;
  /** Null for all conversations of the viewer. */
  readonly conversationId: string | null;
  readonly from: FoundKey | null;
  readonly limit: number;
}

/** A message that was found, and which of its words were meant; not what is found within a word. */
export interface FoundMessage {
  readonly message: Message;
  readonly words: readonly string[];
}

/** Number of latest stretches of 4096 messages searched per conversation; a search of one conversation has no limit. */
const STRETCHES_BACK = 64;
const ALL_STRETCHES = 2_147_483_647;

/** Where to look: the conversation if the viewer may read it, or all that they are in; nowhere where one blocks the other. */
const scopeOf = (viewerId: string, conversationId: string | null): SqlFragment =>
  conversationId === null
    ? sql`
      FROM member AS m JOIN conversation AS c ON c.id = m.conversation_id WHERE m.user_id = ${viewerId} AND NOT ${IS_BLOCKED}
        AND ${isInAudience(sql`${viewerId}`)}`
    : sql`
      FROM conversation AS c WHERE c.id = ${conversationId} AND NOT ${IS_BLOCKED}
        AND ${isReadableBy(sql`${viewerId}`)}`;

/** Full-text search over messages that the viewer may read. */
export function createSearchReads(db: Prisma.TransactionClient) {
  return {
    /** Messages that match a query, newest first: neither a frequent word nor a long history makes it slow. */
    async searchMessages({ viewerId, query, conversationId, from, limit }: MessageSearch): Promise<FoundMessage[]> {
      const before =
        from === null ? sql`NULL` : sql`ROW(${new Date(from[0])}::timestamptz, ${from[1]}::text, ${from[2]}::bigint)`;
      const stretches = conversationId === null ? STRETCHES_BACK : ALL_STRETCHES;
      const rows = await db.$queryRaw<(MessageRow & { words: string[] | null })[]>`
        WITH asked AS MATERIALIZED (
          SELECT query, regexp_replace(querytree(query), ' & | <(-|[0-9]+)> ', ' | ', 'g')::tsquery AS any_word
          FROM (SELECT message_query(${query}) AS query) AS parsed WHERE querytree(query) NOT IN ('', 'T')
        ), place AS (
          SELECT array_agg(id) AS ids, array_agg(last_sequence) AS newest, array_agg(active_at) AS active_at
          FROM (SELECT c.id, c.last_sequence, c.active_at ${scopeOf(viewerId, conversationId)} ORDER BY c.active_at DESC) AS readable
        ), found AS (
          SELECT message.* FROM asked CROSS JOIN place
          CROSS JOIN unnest(search_messages(asked.query, message_runs(${query}), place.ids, place.newest, place.active_at, ${stretches}::int,
            (${before})::message_place, ${limit}::int)) AS hit
          JOIN message ON message.conversation_id = hit.conversation_id AND message.sequence = hit.sequence
        )
        SELECT found.*, said.words FROM found CROSS JOIN asked CROSS JOIN LATERAL (
          SELECT array_agg(DISTINCT word) AS words
          FROM regexp_split_to_table(found.text COLLATE "pg_c_utf8", '[^[:alnum:]]+|[' || message_unspaced() || ']+') AS word
          WHERE word <> '' AND message_lexemes(word) @@ asked.any_word
        ) AS said
        ORDER BY found.sent_at DESC, found.conversation_id DESC, found.sequence DESC`;
      return rows.map((row) => ({ message: toMessage(row), words: row.words ?? [] }));
    },
  };
}
