import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import type { ChangeDraft } from './changes.ts';

/** A change in a conversation, in one person's log. */
export interface InboxChange {
  readonly conversationId: string;
  readonly kind: 'CREATED' | 'MESSAGE_ADDED' | ChangeDraft['kind'] | 'READ' | 'SETTINGS_CHANGED';
  readonly messageId: string | null;
  readonly memberId: string | null;
}

/** A conversation with changes that are not in its members' logs yet. */
export interface Unprojected {
  readonly id: string;
  readonly from: number;
}

/** Maximum number of changes copied per transaction, and of rows that they result in. */
const PROJECTION_BATCH_SIZE = 200;
const MAX_ROWS = 10_000;

/** People's own logs: every change in their conversations, in one order per person. */
export function createInboxLogStore(db: Prisma.TransactionClient) {
  return {
    /**
     * Deletes at most `limit` changes from before `before`, the oldest first; subscribers who resume before them must read
     * the snapshot again. Returns the number of deleted changes.
     */
    pruneInboxLogs: (before: Date, limit: number): Promise<number> =>
      db.$executeRaw`
        DELETE FROM person_change AS c USING (
          SELECT user_id, sequence FROM person_change WHERE created_at < ${before} ORDER BY created_at LIMIT ${limit}
        ) AS old WHERE c.user_id = old.user_id AND c.sequence = old.sequence`,

    /**
     * Deletes at most `limit` of the conversations' changes from before `before`, the oldest first, but none that is not in
     * its members' logs yet. Returns their number. Numbering continues, since the conversation stores the last number.
     */
    pruneChanges: (before: Date, limit: number): Promise<number> =>
      db.$executeRaw`
        DELETE FROM conversation_change AS c USING (
          SELECT change.conversation_id, change.sequence FROM conversation_change AS change
          JOIN conversation ON conversation.id = change.conversation_id AND change.sequence <= conversation.projected_sequence
          WHERE change.created_at < ${before} ORDER BY change.created_at LIMIT ${limit}
        ) AS old WHERE c.conversation_id = old.conversation_id AND c.sequence = old.sequence`,

    /** Conversations with changes that are not in their members' logs yet, in the order of ids, after one of them. */
    async unprojected(after: string, limit: number): Promise<Unprojected[]> {
      const rows = await db.$queryRaw<{ id: string; projected_sequence: bigint }[]>`
        SELECT id, projected_sequence FROM conversation WHERE projected_sequence < change_sequence AND id > ${after} ORDER BY id LIMIT ${limit}`;
      return rows.map((row) => ({ id: row.id, from: Number(row.projected_sequence) }));
    },

    /**
     * Copies a conversation's next changes to the logs of everyone concerned: members who had joined by then, and the person
     * who left. Of a room, its creator gets the opening, and each person their own joins, leaves and new roles. Locks the
     * conversation first, so that what is numbered is committed, then people's heads in the order of ids. Returns the people
     * whose logs grew; nobody when another projector was faster.
     */
    async project({ id, from }: Unprojected): Promise<string[]> {
      const [moved] = await db.$queryRaw<{ upto: bigint }[]>`
        UPDATE conversation SET projected_sequence = least(change_sequence, ${from}::bigint + CASE kind
          WHEN 'ROOM' THEN ${PROJECTION_BATCH_SIZE}::int
          ELSE greatest(1, least(${PROJECTION_BATCH_SIZE}::int, ${MAX_ROWS}::int / greatest(member_count, 1))) END)
        WHERE id = ${id} AND projected_sequence = ${from} RETURNING projected_sequence AS upto`;
      if (moved === undefined) return [];
      const rows = await db.$queryRaw<{ user_id: string }[]>`
        WITH change AS (
          SELECT change.*, c.kind AS conversation_kind, c.created_by
          FROM conversation_change AS change JOIN conversation AS c ON c.id = change.conversation_id
          WHERE change.conversation_id = ${id} AND change.sequence > ${from} AND change.sequence <= ${moved.upto}
        ), concerned AS (
          SELECT m.user_id, change.* FROM change JOIN member AS m ON m.conversation_id = change.conversation_id
            AND m.joined_change <= change.sequence WHERE change.conversation_kind <> 'ROOM'
          UNION
          SELECT change.member_id, change.* FROM change WHERE change.member_id IS NOT NULL
            AND (change.kind = 'MEMBER_LEFT' OR (change.kind IN ('MEMBER_JOINED', 'MEMBER_CHANGED') AND change.conversation_kind = 'ROOM'))
          UNION
          SELECT change.created_by, change.* FROM change WHERE change.kind = 'CREATED' AND change.conversation_kind = 'ROOM' AND change.created_by IS NOT NULL
        ), person AS (
          SELECT user_id, count(*) AS changes FROM concerned GROUP BY user_id
        ), head AS (
          INSERT INTO person_head AS h (user_id, sequence) SELECT user_id, changes FROM person ORDER BY user_id
          ON CONFLICT (user_id) DO UPDATE SET sequence = h.sequence + excluded.sequence RETURNING user_id, sequence
        ), logged AS (
          INSERT INTO person_change (user_id, sequence, conversation_id, kind, message_id, member_id, created_at)
          SELECT concerned.user_id, head.sequence - person.changes + row_number() OVER (PARTITION BY concerned.user_id ORDER BY concerned.sequence),
            concerned.conversation_id, concerned.kind, concerned.message_id, concerned.member_id, concerned.created_at
          FROM concerned JOIN person ON person.user_id = concerned.user_id JOIN head ON head.user_id = concerned.user_id
        )
        SELECT user_id FROM head`;
      return rows.map(({ user_id }) => user_id);
    },
  };
}
