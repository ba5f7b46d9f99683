import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
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
  /** The last change that is. */
  readonly from: number;
  /** At most so many entries are added to logs when it is projected once. */
  readonly entries: number;
}

/** What was added to logs. */
export interface Projection {
  /** The people whose logs have grown, each once. */
  readonly userIds: readonly string[];
  /** Whether one of the conversations has further changes. */
  readonly isPartial: boolean;
}

/** Maximum number of changes of a conversation copied at a time, and of rows that they result in. */
const PROJECTION_BATCH_SIZE = 200;
const MAX_ROWS = 10_000;

/** How many changes of conversation `c` are copied at a time. */
const STEP = sql`CASE c.kind WHEN 'ROOM' THEN ${PROJECTION_BATCH_SIZE}::int
  ELSE greatest(1, least(${PROJECTION_BATCH_SIZE}::int, ${MAX_ROWS}::int / greatest(c.member_count, 1))) END`;

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
      const rows = await db.$queryRaw<{ id: string; from: bigint; entries: bigint }[]>`
        SELECT c.id, c.projected_sequence AS "from", least(c.change_sequence - c.projected_sequence, ${STEP})
          * CASE c.kind WHEN 'ROOM' THEN 1 ELSE greatest(c.member_count, 1) END AS entries
        FROM conversation AS c WHERE c.projected_sequence < c.change_sequence AND c.id > ${after} ORDER BY c.id LIMIT ${limit}`;
      return rows.map((row) => ({ id: row.id, from: Number(row.from), entries: Number(row.entries) }));
    },

    /**
     * Copies the next changes of conversations to the logs of everyone concerned: members who had joined by then, and the
     * person who left. Of a room, its creator gets the opening, and each person their own joins, leaves and new roles. Locks
     * the conversations first, in the order of ids, so that what is numbered is committed, then people's heads in the order of
     * ids. Nothing is copied of a conversation with which another projector was faster.
     */
    async project(conversations: readonly Unprojected[]): Promise<Projection> {
      const [ids, froms] = [conversations.map(({ id }) => id), conversations.map(({ from }) => from)];
      const moved = await db.$queryRaw<{ id: string; from: bigint; upto: bigint; isPartial: boolean }[]>`
        WITH locked AS (
          SELECT c.id, c.projected_sequence AS "from" FROM conversation AS c
          JOIN unnest(${ids}::text[], ${froms}::bigint[]) AS wanted (id, "from")
            ON wanted.id = c.id AND wanted."from" = c.projected_sequence
          ORDER BY c.id FOR NO KEY UPDATE OF c
        )
        UPDATE conversation AS c SET projected_sequence = least(c.change_sequence, c.projected_sequence + ${STEP})
        FROM locked WHERE c.id = locked.id
        RETURNING c.id, locked."from", c.projected_sequence AS upto, c.projected_sequence < c.change_sequence AS "isPartial"`;
      if (moved.length === 0) return { userIds: [], isPartial: false };
      const rows = await db.$queryRaw<{ user_id: string }[]>`
        WITH change AS (
          SELECT change.*, c.kind AS conversation_kind, c.created_by
          FROM unnest(${moved.map(({ id }) => id)}::text[], ${moved.map(({ from }) => from)}::bigint[], ${moved.map(({ upto }) => upto)}::bigint[])
            AS moved (id, "from", upto)
          JOIN conversation_change AS change ON change.conversation_id = moved.id
            AND change.sequence > moved."from" AND change.sequence <= moved.upto
          JOIN conversation AS c ON c.id = moved.id
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
          SELECT concerned.user_id, head.sequence - person.changes
              + row_number() OVER (PARTITION BY concerned.user_id ORDER BY concerned.conversation_id, concerned.sequence),
            concerned.conversation_id, concerned.kind, concerned.message_id, concerned.member_id, concerned.created_at
          FROM concerned JOIN person ON person.user_id = concerned.user_id JOIN head ON head.user_id = concerned.user_id
        )
        SELECT user_id FROM head`;
      return { userIds: rows.map(({ user_id }) => user_id), isPartial: moved.some(({ isPartial }) => isPartial) };
    },
  };
}
