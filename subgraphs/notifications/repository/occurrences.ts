import type { ChannelName, NotificationType } from '../events.ts';
import type { Client } from './client.ts';

/** How the recipients of an occurrence are determined. */
export type Audience = 'USERS' | 'FRIENDS' | 'MESSAGE' | 'MENTION' | 'TOPIC' | 'POST_FOLLOWERS' | 'FOLLOWERS';

/** A new cause of notifications. */
export interface OccurrenceDraft {
  readonly id: string;
  readonly type: NotificationType;
  /** Name of the template. */
  readonly template: string;
  readonly actorId: string | null;
  readonly messageId: string | null;
  readonly friendRequestId: string | null;
  readonly streamId: string | null;
  /** Name of the type of the entity that it is about, and its id; both null when there is none. */
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  /** Values for placeholders, by name. */
  readonly data: Readonly<Record<string, string>>;
  readonly audience: Audience;
  /** The person whose friends, the message or the topic; null for USERS. `userIds` are the mentioned people of a MENTION. */
  readonly audienceKey: string | null;
  readonly userIds: readonly string[];
  /** The only channels to use; empty: those that each person chose. */
  readonly channels: readonly ChannelName[];
  /** While a notification of the group is unread in an inbox, no other of the group is added to it. */
  readonly groupKey: string | null;
  readonly batchId: string | null;
}

/** An occurrence that this worker has claimed. */
export interface Occurrence extends OccurrenceDraft {
  /** The last person of the audience who has been notified; null at the beginning. */
  readonly reachedId: string | null;
  readonly attempts: number;
  readonly createdAt: Date;
}

/** Which rows to claim, the name of the lease and when it expires. */
export interface Claim {
  readonly limit: number;
  readonly lease: string;
  readonly now: Date;
  readonly until: Date;
}

/** The last person of a batch of an occurrence's audience; null for the last batch. */
interface OccurrenceStep {
  readonly id: string;
  readonly reachedId: string | null;
}

/** Stores occurrences until all of their audience is notified. */
export const createOccurrenceStore = (db: Client) => ({
  /** Stores occurrences; the same id again changes nothing. */
  async addOccurrences(drafts: readonly OccurrenceDraft[], now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO occurrence (id, type, template, actor_id, message_id, friend_request_id, stream_id, subject_type,
        subject_id, data, audience, audience_key, user_ids, channels, group_key, batch_id, due_at, created_at)
      SELECT id, type, template, "actorId", "messageId", "friendRequestId", "streamId", "subjectType",
        "subjectId", data, audience, "audienceKey", "userIds", channels, "groupKey", "batchId", ${now}::timestamptz, ${now}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(drafts)}::jsonb) AS draft (id text, type text, template text, "actorId" text,
        "messageId" text, "friendRequestId" text, "streamId" text, "subjectType" text, "subjectId" text, data jsonb,
        audience text, "audienceKey" text, "userIds" text[], channels text[], "groupKey" text, "batchId" text)
      ON CONFLICT (id) DO NOTHING`;
  },

  /** Records whom a message mentions; returns those whom it had never mentioned before. */
  async noteMentions(messageId: string, userIds: readonly string[], now: Date): Promise<string[]> {
    const rows = await db.$queryRaw<{ userId: string }[]>`
      INSERT INTO mention (message_id, user_id, created_at)
      SELECT ${messageId}, user_id, ${now} FROM unnest(${[...userIds]}::text[]) AS user_id
      ON CONFLICT DO NOTHING RETURNING user_id AS "userId"`;
    return rows.map(({ userId }) => userId);
  },

  /** Claims occurrences that are due, oldest first, until the lease expires. */
  claimOccurrences: ({ limit, lease, now, until }: Claim): Promise<Occurrence[]> =>
    db.$queryRaw<Occurrence[]>`
      UPDATE occurrence AS o SET lease = ${lease}, due_at = ${until}, attempts = o.attempts + 1
      WHERE o.id IN (
        SELECT id FROM occurrence WHERE status = 'PENDING' AND due_at <= ${now}
        ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING o.id, o.type, o.template, o.actor_id AS "actorId", o.message_id AS "messageId",
        o.friend_request_id AS "friendRequestId", o.stream_id AS "streamId", o.subject_type AS "subjectType",
        o.subject_id AS "subjectId", o.data, o.audience,
        o.audience_key AS "audienceKey", o.user_ids AS "userIds", o.channels, o.group_key AS "groupKey",
        o.batch_id AS "batchId", o.reached_id AS "reachedId", o.attempts, o.created_at AS "createdAt"`,

  /**
   * Records whom of an audience this notifies, or deletes the occurrence when `reachedId` is null. Returns the ids of those
   * of which this worker still has the lease: nobody may be notified of others. Call it first in the transaction that adds
   * notifications.
   */
  async advanceOccurrences(lease: string, steps: readonly OccurrenceStep[], now: Date): Promise<ReadonlySet<string>> {
    const advanced = await db.$queryRaw<{ id: string }[]>`
      WITH step AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) AS s(id text, "reachedId" text)
      ), done AS (
        DELETE FROM occurrence AS o USING step AS s
        WHERE o.id = s.id AND s."reachedId" IS NULL AND o.lease = ${lease} RETURNING o.id
      ), begun AS (
        UPDATE occurrence AS o SET reached_id = s."reachedId", due_at = ${now}, lease = NULL, attempts = 0 FROM step AS s
        WHERE o.id = s.id AND s."reachedId" IS NOT NULL AND o.lease = ${lease} RETURNING o.id
      )
      SELECT id FROM done UNION ALL SELECT id FROM begun`;
    return new Set(advanced.map(({ id }) => id));
  },

  /** Postpones an occurrence; null for `dueAt` marks it dead. */
  async postponeOccurrence(id: string, lease: string, dueAt: Date | null, error: string): Promise<void> {
    await db.$executeRaw`
      UPDATE occurrence SET lease = NULL, last_error = ${error}, due_at = COALESCE(${dueAt}::timestamptz, due_at),
        status = CASE WHEN ${dueAt}::timestamptz IS NULL THEN 'DEAD' ELSE 'PENDING' END
      WHERE id = ${id} AND lease = ${lease}`;
  },
});
