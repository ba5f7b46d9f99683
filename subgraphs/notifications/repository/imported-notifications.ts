import type { NotificationType } from '../events.ts';
import type { Client } from './client.ts';

/** A notification of an older system. */
export interface ImportedNotification {
  readonly id: string;
  readonly userId: string;
  readonly type: NotificationType;
  /** Values for the placeholders of its text. */
  readonly data: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  readonly readAt: Date | null;
}

/** The end of an inbox, before an import adds to it. */
export interface InboxEnd {
  readonly userId: string;
  /** Time of the newest notification; null while there is none. */
  readonly newestAt: Date | null;
}

/** Notifications that come by an import. */
export const createNotificationImportStore = (db: Client) => ({
  /** Those of these notifications that are there, in any order. */
  importedNotifications: (ids: readonly string[]): Promise<ImportedNotification[]> =>
    db.$queryRaw<ImportedNotification[]>`
      SELECT id, user_id AS "userId", type, data, created_at AS "createdAt", read_at AS "readAt"
      FROM notification WHERE id = ANY (${[...ids]}::text[])`,

  /** Locks inboxes in the order of their owners until the transaction ends; people without one get an empty one. */
  async lockInboxEnds(userIds: readonly string[]): Promise<InboxEnd[]> {
    await db.$executeRaw`
      INSERT INTO inbox_head (user_id, sequence, unread)
      SELECT user_id, 0, 0 FROM unnest(${[...userIds]}::text[]) AS user_id ORDER BY user_id ON CONFLICT DO NOTHING`;
    return await db.$queryRaw<InboxEnd[]>`
      WITH head AS MATERIALIZED (
        SELECT user_id, sequence FROM inbox_head WHERE user_id = ANY (${[...userIds]}::text[]) ORDER BY user_id FOR UPDATE
      )
      SELECT head.user_id AS "userId", n.created_at AS "newestAt"
      FROM head LEFT JOIN notification AS n ON n.user_id = head.user_id AND n.sequence = head.sequence`;
  },

  /**
   * Stores notifications in their order, behind those of each inbox, which the caller has locked. Nothing is sent over any
   * channel, and subscriptions do not deliver them.
   */
  async addImportedNotifications(drafts: readonly ImportedNotification[], templateId: string): Promise<void> {
    await db.$executeRaw`
      WITH news AS (
        SELECT * FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(drafts)}::jsonb) AS (id text, "userId" text, type text,
          data jsonb, "createdAt" timestamptz, "readAt" timestamptz)) WITH ORDINALITY AS d(id, "userId", type, data, "createdAt", "readAt", nth)
      ), head AS (
        UPDATE inbox_head AS h SET sequence = h.sequence + n.added, unread = h.unread + n.unread,
          imported_sequence = h.sequence + n.added
        FROM (SELECT "userId", count(*)::int AS added, count(*) FILTER (WHERE "readAt" IS NULL)::int AS unread FROM news GROUP BY 1) AS n
        WHERE h.user_id = n."userId" RETURNING h.user_id, h.sequence
      )
      INSERT INTO notification (id, user_id, occurrence_id, type, template_id, data, sequence, read_at, created_at)
      SELECT n.id, n."userId", n.id, n.type, ${templateId}, n.data,
        h.sequence + 1 - row_number() OVER (PARTITION BY n."userId" ORDER BY n.nth DESC), n."readAt", n."createdAt"
      FROM news AS n JOIN head AS h ON h.user_id = n."userId"`;
  },
});
