import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { rawSql, type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { createTableLog } from '../../../runtime/live/table-log.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { INBOX_LOG, NotificationType } from '../events.ts';
import type { Client } from './client.ts';

/** One notification of one person. */
export interface Notification {
  readonly id: string;
  readonly userId: string;
  readonly occurrenceId: string;
  readonly type: NotificationType;
  readonly templateId: string;
  readonly actorId: string | null;
  readonly messageId: string | null;
  readonly friendRequestId: string | null;
  readonly streamId: string | null;
  /** Name of the type of the entity that it is about, and its id; both null when there is none. */
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly data: Readonly<Record<string, string>>;
  readonly groupKey: string | null;
  readonly batchId: string | null;
  /** Position in the inbox; null for what is sent over other channels only. */
  readonly sequence: number | null;
  readonly readAt: Date | null;
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
}

/** A new notification, and whether it is added to the inbox. */
export interface NotificationDraft extends Omit<Notification, 'sequence' | 'readAt' | 'archivedAt'> {
  readonly inInbox: boolean;
}

/** What a page of the inbox leaves out; null and empty leave out nothing. */
export interface InboxFilter {
  readonly isRead: boolean | null;
  readonly isArchived: boolean | null;
  readonly types: readonly NotificationType[];
}

/** The newest sequence and the unread count of an inbox. */
export interface InboxHead {
  readonly sequence: number;
  readonly unread: number;
}

const COLUMNS = `n.id, n.user_id AS "userId", n.occurrence_id AS "occurrenceId", n.type,
  n.template_id AS "templateId", n.actor_id AS "actorId", n.message_id AS "messageId",
  n.friend_request_id AS "friendRequestId", n.stream_id AS "streamId", n.subject_type AS "subjectType",
  n.subject_id AS "subjectId", n.data, n.group_key AS "groupKey",
  n.batch_id AS "batchId", n.sequence, n.read_at AS "readAt", n.archived_at AS "archivedAt", n.created_at AS "createdAt"`;
const SELECTED = rawSql(COLUMNS);

const BY_SEQUENCE: ListOrder = { by: [['n.sequence', 'integer']], direction: 'DESC' };

/** Each person's inbox. Sequences and the count of what is unread change under the lock of the person's head only. */
export const createInboxStore = (db: Client) => ({
  inboxLog: createTableLog<Notification, Notification>(db, {
    name: 'notifications.inbox' satisfies (typeof INBOX_LOG)['name'],
    entries: { table: 'notification n', key: 'n.user_id', columns: COLUMNS },
    heads: { table: 'inbox_head', key: 'user_id', sequence: 'sequence', imported: 'imported_sequence' },
    entryOf: (notification) => notification,
  }),

  /**
   * Stores notifications in their order, in one statement. While a notification of a group is unread, no other of the group
   * is added to the inbox. Returns the ids of the people whose inbox has grown. Heads are locked in id order.
   */
  async addNotifications(drafts: readonly NotificationDraft[]): Promise<string[]> {
    if (drafts.length === 0) return [];
    const rows = await db.$queryRaw<{ userId: string }[]>`
      WITH news AS (
        SELECT * FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(drafts)}::jsonb) AS (id text, "userId" text,
          "occurrenceId" text, type text, "templateId" text, "actorId" text, "messageId" text, "friendRequestId" text,
          "streamId" text, "subjectType" text, "subjectId" text, data jsonb, "groupKey" text, "batchId" text,
          "createdAt" timestamptz, "inInbox" boolean)) WITH ORDINALITY AS d(id, "userId", "occurrenceId", type, "templateId",
          "actorId", "messageId", "friendRequestId", "streamId", "subjectType", "subjectId", data, "groupKey", "batchId",
          "createdAt", "inInbox", nth)
      ), first_of_group AS (
        SELECT DISTINCT ON ("userId", coalesce("groupKey", id)) id, "userId", nth FROM news
        WHERE "inInbox" AND NOT EXISTS (
          SELECT FROM notification AS u WHERE u.user_id = news."userId" AND u.group_key = news."groupKey"
            AND u.sequence IS NOT NULL AND u.read_at IS NULL)
        ORDER BY "userId", coalesce("groupKey", id), nth
      ), head AS (
        INSERT INTO inbox_head AS h (user_id, sequence, unread)
        SELECT "userId", count(*), count(*) FROM first_of_group GROUP BY "userId" ORDER BY "userId"
        ON CONFLICT (user_id) DO UPDATE SET sequence = h.sequence + excluded.sequence, unread = h.unread + excluded.unread
        RETURNING h.user_id, h.sequence
      ), numbered AS (
        SELECT f.id, h.sequence + 1 - row_number() OVER (PARTITION BY f."userId" ORDER BY f.nth DESC) AS sequence
        FROM first_of_group AS f JOIN head AS h ON h.user_id = f."userId"
      ), added AS (
        INSERT INTO notification (id, user_id, occurrence_id, type, template_id, actor_id, message_id, friend_request_id,
          stream_id, subject_type, subject_id, data, group_key, batch_id, sequence, created_at)
        SELECT n.id, n."userId", n."occurrenceId", n.type, n."templateId", n."actorId", n."messageId",
          n."friendRequestId", n."streamId", n."subjectType", n."subjectId", n.data, n."groupKey", n."batchId", i.sequence, n."createdAt"
        FROM news n LEFT JOIN numbered i ON i.id = n.id
      )
      SELECT user_id AS "userId" FROM head`;
    return rows.map(({ userId }) => userId);
  },

  /** In the order of `ids`; null for what is not in the viewer's inbox. */
  async notifications(viewerId: string, ids: readonly string[]): Promise<(Notification | null)[]> {
    const rows = await db.$queryRaw<Notification[]>`
      SELECT ${SELECTED} FROM notification n
      WHERE n.id = ANY(${[...ids]}::text[]) AND n.user_id = ${viewerId} AND n.sequence IS NOT NULL`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** In the order of `ids`, for any recipient; used for delivery. */
  async anyNotifications(ids: readonly string[]): Promise<(Notification | null)[]> {
    const rows = await db.$queryRaw<Notification[]>`
      SELECT ${SELECTED} FROM notification n WHERE n.id = ANY(${[...ids]}::text[])`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** At most `limit` notifications after an id, ascending, including those outside the inbox. */
  notificationsOf: (userId: string, after: string, limit: number): Promise<Notification[]> =>
    db.$queryRaw<Notification[]>`
      SELECT ${SELECTED} FROM notification n WHERE n.user_id = ${userId} AND n.id > ${after} ORDER BY n.id LIMIT ${limit}`,

  /** A page, latest first, in reading order. */
  inboxPage(viewerId: string, filter: InboxFilter, page: PageRequest<readonly [number]>): Promise<Notification[]> {
    const { beyond, order } = pageClauses(BY_SEQUENCE, page);
    return db.$queryRaw<Notification[]>`
      SELECT ${SELECTED} FROM notification n
      WHERE n.user_id = ${viewerId} AND n.sequence IS NOT NULL ${matching(filter)} AND ${beyond} ${order}`;
  },

  /** The newest sequence of each inbox; people without one are left out. */
  async inboxHeads(userIds: readonly string[]): Promise<ReadonlyMap<string, InboxHead>> {
    const rows = await db.$queryRaw<(InboxHead & { userId: string })[]>`
      SELECT user_id AS "userId", sequence, unread FROM inbox_head WHERE user_id = ANY(${[...userIds]}::text[])`;
    return new Map(rows.map(({ userId, ...head }) => [userId, head]));
  },

  /** Locks the inbox until the transaction ends: call it before marking notifications. */
  async lockInbox(userId: string): Promise<void> {
    await db.$queryRaw`SELECT FROM inbox_head WHERE user_id = ${userId} FOR UPDATE`;
  },

  /** Marks the unread ones of `ids` (null: all) as read, and archives them if `archive`; returns how many became read. */
  async markInbox(userId: string, ids: readonly string[] | null, archive: boolean, now: Date): Promise<number> {
    const which = ids === null ? sql`` : sql`AND id = ANY(${[...ids]}::text[])`;
    const count = await db.$executeRaw`
      UPDATE notification SET read_at = ${now} WHERE user_id = ${userId} AND sequence IS NOT NULL AND read_at IS NULL ${which}`;
    if (count > 0) await db.$executeRaw`UPDATE inbox_head SET unread = unread - ${count} WHERE user_id = ${userId}`;
    if (archive) {
      await db.$executeRaw`
        UPDATE notification SET archived_at = ${now}
        WHERE user_id = ${userId} AND sequence IS NOT NULL AND archived_at IS NULL ${which}`;
    }
    return count;
  },
});

function matching({ isRead, isArchived, types }: InboxFilter): SqlFragment {
  const nullFilter = (column: SqlFragment, is: boolean | null) =>
    is === null ? sql`` : sql`AND ${column} IS ${is ? sql`NOT NULL` : sql`NULL`}`;
  return sql`${nullFilter(sql`n.read_at`, isRead)} ${nullFilter(sql`n.archived_at`, isArchived)}
    ${types.length === 0 ? sql`` : sql`AND n.type = ANY(${[...types]}::text[])`}`;
}
