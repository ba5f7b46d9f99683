import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { COUNT_DELETIONS } from './deletions.ts';

/** Conversations that one step leaves, all locked meanwhile, and other rows that one statement erases. */
const CONVERSATION_BATCH_SIZE = 50;
const ROW_BATCH_SIZE = 1_000;

/** Erasing who has deleted their account. */
export function createErasureStore(db: Prisma.TransactionClient) {
  return {
    /**
     * Ends a person's membership in some conversations, logs it without a name, and returns the conversations. As when they
     * leave, what they owned gets a new owner. The other of a direct conversation keeps it, with nobody at its other end.
     */
    async leaveConversations(userId: string, at: Date): Promise<string[]> {
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT id FROM conversation WHERE id IN (
          SELECT conversation_id FROM member WHERE user_id = ${userId} LIMIT ${CONVERSATION_BATCH_SIZE})
        ORDER BY id FOR NO KEY UPDATE`;
      const ids = rows.map(({ id }) => id);
      await db.$executeRaw`
        WITH gone AS (
          DELETE FROM member WHERE user_id = ${userId} AND conversation_id = ANY (${ids}::text[]) RETURNING conversation_id, role
        ), heir AS (
          UPDATE member AS m SET role = 'OWNER' FROM (
            SELECT DISTINCT ON (other.conversation_id) other.conversation_id, other.user_id
            FROM member AS other JOIN gone ON gone.conversation_id = other.conversation_id AND gone.role = 'OWNER'
            WHERE other.user_id <> ${userId}
            ORDER BY other.conversation_id, other.role = 'ADMIN' DESC, other.joined_change, other.user_id) AS next
          WHERE m.conversation_id = next.conversation_id AND m.user_id = next.user_id
          RETURNING m.conversation_id, m.user_id
        ), ended AS (
          SELECT c.id, CASE c.kind WHEN 'DIRECT' THEN 'UPDATED' ELSE 'MEMBER_LEFT' END AS kind, NULL::text AS member_id, 1 AS place
          FROM gone JOIN conversation AS c ON c.id = gone.conversation_id
          UNION ALL SELECT conversation_id, 'MEMBER_CHANGED', user_id, 2 FROM heir
        ), counted AS (
          UPDATE conversation AS c SET change_sequence = c.change_sequence + n.changes, member_count = c.member_count - 1, direct_key = NULL
          FROM (SELECT id, count(*) AS changes FROM ended GROUP BY id) AS n WHERE c.id = n.id
          RETURNING c.id, c.change_sequence - n.changes AS before
        )
        INSERT INTO conversation_change (conversation_id, sequence, kind, member_id, created_at)
        SELECT ended.id, counted.before + row_number() OVER (PARTITION BY ended.id ORDER BY ended.place), ended.kind, ended.member_id, ${at}
        FROM ended JOIN counted ON counted.id = ended.id`;
      return ids;
    },

    /**
     * Makes tombstones without an author of some messages of a person, and erases all that hangs on them: they keep their
     * places. Locks their conversations, since what was deleted is counted there. True when none are left.
     */
    async eraseMessages(userId: string, at: Date): Promise<boolean> {
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT id FROM conversation WHERE id IN (SELECT DISTINCT conversation_id FROM (
          SELECT conversation_id FROM message WHERE author_id = ${userId} LIMIT ${ROW_BATCH_SIZE}) AS written LIMIT ${CONVERSATION_BATCH_SIZE})
        ORDER BY id FOR NO KEY UPDATE`;
      if (rows.length === 0) return true;
      await db.$executeRaw`
        WITH own AS (
          SELECT conversation_id, sequence, deleted_at FROM message
          WHERE author_id = ${userId} AND conversation_id = ANY (${rows.map(({ id }) => id)}::text[]) LIMIT ${ROW_BATCH_SIZE}
        ), revision AS (
          DELETE FROM message_revision WHERE (conversation_id, sequence) IN (SELECT conversation_id, sequence FROM own)
        ), reaction AS (
          DELETE FROM message_reaction WHERE (conversation_id, sequence) IN (SELECT conversation_id, sequence FROM own)
        ), mention AS (
          DELETE FROM message_mention WHERE (conversation_id, sequence) IN (SELECT conversation_id, sequence FROM own)
        ), attachment AS (
          DELETE FROM message_attachment WHERE (conversation_id, sequence) IN (SELECT conversation_id, sequence FROM own)
        ), pin AS (
          DELETE FROM pinned_message WHERE (conversation_id, sequence) IN (SELECT conversation_id, sequence FROM own)
        ), gone AS (
          SELECT conversation_id, sequence FROM own WHERE deleted_at IS NULL
        ), ${COUNT_DELETIONS}
        UPDATE message AS m SET text = '', hidden_text = NULL, author_id = NULL, client_message_id = NULL, input_hash = NULL, deleted_at = coalesce(m.deleted_at, ${at})
        FROM own WHERE m.conversation_id = own.conversation_id AND m.sequence = own.sequence`;
      return false;
    },

    /** Takes a person from conversations that they opened, and the titles from the rooms of their streams. True when none are left. */
    async eraseOpenings(userId: string): Promise<boolean> {
      const erased = await db.$executeRaw`
        UPDATE conversation SET created_by = NULL, title = CASE WHEN stream_id IS NULL THEN title END WHERE id IN (
          SELECT id FROM conversation WHERE created_by = ${userId} LIMIT ${ROW_BATCH_SIZE})`;
      return erased < ROW_BATCH_SIZE;
    },
  };
}
