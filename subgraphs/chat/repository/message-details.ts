import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { type MessagePosition, requestedMessages } from './message-positions.ts';
import { inPages } from './pages.ts';

/** An earlier text of a message. */
export interface MessageRevision {
  readonly text: string;
  readonly writtenAt: Date;
}

/** One emoji under a message. */
export interface Reaction extends MessagePosition {
  readonly emoji: string;
  readonly count: number;
  readonly viewerHasReacted: boolean;
}

/** Whom a message has reached, or who has read it: how many in all, and some of them. */
export interface MessageReceipts {
  readonly totalCount: number;
  readonly userIds: readonly string[];
}

/** What hangs on messages. Each reads for many of them in one statement, in their order; the caller has seen to permission. */
export function createMessageDetails(db: Prisma.TransactionClient) {
  return {
    async revisions(positions: readonly MessagePosition[]): Promise<MessageRevision[][]> {
      const rows = await db.$queryRaw<{ nth: bigint; text: string; written_at: Date }[]>`
        SELECT wanted.nth, r.text, r.written_at FROM ${requestedMessages(positions)}
        JOIN message_revision AS r ON r.conversation_id = wanted.conversation_id AND r.sequence = wanted.sequence
        ORDER BY wanted.nth, r.nth`;
      return inPages(positions.length, rows, (row) => ({ text: row.text, writtenAt: row.written_at }));
    },

    async mentions(positions: readonly MessagePosition[]): Promise<string[][]> {
      const rows = await db.$queryRaw<{ nth: bigint; user_id: string }[]>`
        SELECT wanted.nth, m.user_id FROM ${requestedMessages(positions)}
        JOIN message_mention AS m ON m.conversation_id = wanted.conversation_id AND m.sequence = wanted.sequence
        ORDER BY wanted.nth, m.user_id`;
      return inPages(positions.length, rows, (row) => row.user_id);
    },

    /** How people reacted, in the order in which each emoji first came. */
    async reactions(viewerId: string, positions: readonly MessagePosition[]): Promise<Reaction[][]> {
      const rows = await db.$queryRaw<
        {
          nth: bigint;
          conversation_id: string;
          sequence: bigint;
          emoji: string;
          count: bigint;
          viewer_has_reacted: boolean;
        }[]
      >`
        SELECT wanted.nth, r.conversation_id, r.sequence, r.emoji, count(*) AS count, bool_or(r.user_id = ${viewerId}) AS viewer_has_reacted
        FROM ${requestedMessages(positions)}
        JOIN message_reaction AS r ON r.conversation_id = wanted.conversation_id AND r.sequence = wanted.sequence
        GROUP BY wanted.nth, r.conversation_id, r.sequence, r.emoji ORDER BY wanted.nth, min(r.reacted_at), r.emoji`;
      return inPages(positions.length, rows, (row) => ({
        conversationId: row.conversation_id,
        sequence: Number(row.sequence),
        emoji: row.emoji,
        count: Number(row.count),
        viewerHasReacted: row.viewer_has_reacted,
      }));
    },

    /** The first to react with each emoji. */
    async reactors(
      reactions: readonly (MessagePosition & { readonly emoji: string })[],
      first: number,
    ): Promise<string[][]> {
      const rows = await db.$queryRaw<{ nth: bigint; user_id: string }[]>`
        SELECT wanted.nth, page.user_id FROM ${requestedMessages(reactions)}
        JOIN unnest(${reactions.map(({ emoji }) => emoji)}::text[]) WITH ORDINALITY AS of (emoji, nth) ON of.nth = wanted.nth
        CROSS JOIN LATERAL (
          SELECT r.user_id, r.reacted_at FROM message_reaction AS r
          WHERE r.conversation_id = wanted.conversation_id AND r.sequence = wanted.sequence AND r.emoji = of.emoji
          ORDER BY r.reacted_at, r.user_id LIMIT ${first}
        ) AS page
        ORDER BY wanted.nth, page.reacted_at, page.user_id`;
      return inPages(reactions.length, rows, (row) => row.user_id);
    },

    /**
     * Who has read messages, or received them, of those who were members when each was sent, in the order of joining.
     * Nobody in rooms: they are open to too many.
     */
    async reached(
      mark: 'READ' | 'DELIVERED',
      positions: readonly MessagePosition[],
      first: number,
    ): Promise<MessageReceipts[]> {
      const column = mark === 'READ' ? sql`m.read_sequence` : sql`m.delivered_sequence`;
      const rows = await db.$queryRaw<{ nth: bigint; total: bigint; user_ids: string[] | null }[]>`
        SELECT wanted.nth, reached.total, reached.user_ids FROM ${requestedMessages(positions)}
        CROSS JOIN LATERAL (
          SELECT count(*) AS total, (array_agg(m.user_id ORDER BY m.joined_change, m.user_id))[1:${first}::int] AS user_ids
          FROM message JOIN conversation AS c ON c.id = message.conversation_id AND c.kind <> 'ROOM'
          JOIN member AS m ON m.conversation_id = c.id
          WHERE message.conversation_id = wanted.conversation_id AND message.sequence = wanted.sequence
            AND ${column} >= message.sequence AND m.user_id IS DISTINCT FROM message.author_id AND m.joined_at <= message.sent_at
        ) AS reached
        ORDER BY wanted.nth`;
      return rows.map(({ total, user_ids }) => ({ totalCount: Number(total), userIds: user_ids ?? [] }));
    },
  };
}
