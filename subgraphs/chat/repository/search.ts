import { Prisma } from '../../../prisma/generated/chat/client.ts';
import { type Message, type MessageRow, toMessage } from './messages.ts';
import { IS_BLOCKED } from './rows.ts';

/** Where a message stands in a search's list: milliseconds of its sending, its conversation, its sequence. */
export type FoundKey = readonly [sentAtMs: number, conversationId: string, sequence: number];

/** What to look for, where, and from which place on. */
export interface MessageSearch {
  readonly viewerId: string;
  /** As `websearch_to_tsquery` reads it; its last word may be only the beginning of one. */
  readonly query: string;
  /** Null for all conversations of the viewer. */
  readonly conversationId: string | null;
  readonly from: FoundKey | null;
  readonly limit: number;
}

/** A message that was found, and which of its words were meant. */
export interface FoundMessage {
  readonly message: Message;
  readonly words: readonly string[];
}

/**
 * Stretches of 4096 messages that a search of all conversations, or one that has to read the messages themselves (for a
 * phrase, or for what is excluded), goes back in each.
 */
const STRETCHES_BACK = 64;

/** The query; with chr(1) for the stretch, what the index is asked; any of its words; and whether messages must be read. */
const ASKED = (query: string) => Prisma.sql`
  SELECT query, query::text ~ '<|!' AS is_exact,
    regexp_replace(regexp_replace(querytree(query), '''([^'']+)''', '''' || chr(1) || '\\1''', 'g'), ' <(-|[0-9]+)> ', ' & ', 'g') AS keys,
    regexp_replace(querytree(query), ' & | <(-|[0-9]+)> ', ' | ', 'g')::tsquery AS any_word
  FROM (SELECT message_query(${query}) AS query) AS parsed WHERE querytree(query) NOT IN ('', 'T')`;

/** Where to look: the conversation if the viewer may read it, or all that they are in; nowhere where one blocks the other. */
const placesOf = (viewerId: string, conversationId: string | null): Prisma.Sql =>
  conversationId === null
    ? Prisma.sql`
      SELECT c.id, c.last_sequence FROM member AS m JOIN conversation AS c ON c.id = m.conversation_id
      WHERE m.user_id = ${viewerId} AND NOT ${IS_BLOCKED}`
    : Prisma.sql`
      SELECT c.id, c.last_sequence FROM conversation AS c WHERE c.id = ${conversationId} AND NOT ${IS_BLOCKED}
        AND (c.kind = 'ROOM' OR EXISTS (SELECT FROM member AS m WHERE m.conversation_id = c.id AND m.user_id = ${viewerId}))`;

/** Search by text. */
export function createSearchReads(db: Prisma.TransactionClient) {
  return {
    /**
     * Messages that answer a query, newest first. Within a conversation stretches are looked through one after the other,
     * newest first, until enough is found: neither a frequent word nor a long history makes it slow.
     */
    async searchMessages({ viewerId, query, conversationId, from, limit }: MessageSearch): Promise<FoundMessage[]> {
      const [beforeAt, beforeIn, beforeSequence] = from ?? [null, null, null];
      const before = beforeAt === null ? null : new Date(beforeAt);
      const isBeyond =
        before === null
          ? Prisma.sql`TRUE`
          : Prisma.sql`(message.sent_at, message.conversation_id, message.sequence) < (${before}, ${beforeIn}, ${beforeSequence}::bigint)`;
      const everywhere = conversationId === null;
      // The conversation is compared as an expression: its own index would be read from end to end for each stretch.
      const rows = await db.$queryRaw<(MessageRow & { words: string[] | null })[]>`
        WITH asked AS MATERIALIZED (${ASKED(query)}),
        place AS (
          SELECT id, newest, CASE WHEN ${everywhere} OR is_exact THEN greatest(0, newest - ${STRETCHES_BACK - 1}::int) ELSE 0 END AS oldest
          FROM (SELECT id, CASE id WHEN ${beforeIn} THEN least(last_sequence, ${beforeSequence}::bigint) ELSE last_sequence END >> 12 AS newest
            FROM (${placesOf(viewerId, conversationId)}) AS readable) AS begun, asked
        ), found AS (
          SELECT hit.* FROM asked CROSS JOIN place CROSS JOIN LATERAL (
            SELECT candidate.* FROM generate_series(place.newest, place.oldest, -1) AS stretch (nth) CROSS JOIN LATERAL (
              SELECT message.* FROM message
              WHERE message_keys(message.conversation_id, message.sequence, message.text)
                  @@ replace(asked.keys, chr(1), message_stretch(place.id, stretch.nth << 12))::tsquery
                AND message.conversation_id || '' = place.id AND ${isBeyond}
                AND (NOT asked.is_exact OR message_lexemes(message.text) @@ asked.query)
              ORDER BY message.sequence DESC LIMIT ${limit}
            ) AS candidate LIMIT ${limit}
          ) AS hit ORDER BY hit.sent_at DESC, hit.conversation_id DESC, hit.sequence DESC LIMIT ${limit}
        )
        SELECT found.*, said.words FROM found CROSS JOIN asked CROSS JOIN LATERAL (
          SELECT array_agg(DISTINCT word) AS words
          FROM regexp_split_to_table(found.text COLLATE "pg_c_utf8", '[^[:alnum:]]+') AS word
          WHERE word <> '' AND message_lexemes(word) @@ asked.any_word
        ) AS said
        ORDER BY found.sent_at DESC, found.conversation_id DESC, found.sequence DESC`;
      return rows.map((row) => ({ message: toMessage(row), words: row.words ?? [] }));
    },
  };
}
