import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenPerson } from '../people/people-sql.ts';
import type { Follow, FollowRequest } from './follow.ts';
import { REQUEST_COLUMNS } from './request-reads.ts';

/** What decides whether a person may follow another. */
export interface FollowState {
  readonly isHidden: boolean;
  readonly isPrivate: boolean;
  readonly isFollowing: boolean;
  /** Whether the other has muted this person. */
  readonly isMuted: boolean;
  /** The request that waits. */
  readonly request: FollowRequest | null;
  /** Requests of this person to the other that were sent after the instant asked about. */
  readonly recentRequests: number;
}

/** A person who follows another, and that one. */
export interface FollowPair {
  readonly followerId: string;
  readonly followeeId: string;
}

/** A follow that begins. */
export interface NewFollow extends FollowPair, Pick<Follow, 'notify' | 'weight'> {}

/** What is chosen when following; of what is absent an existing follow keeps its own. */
export type FollowChoice = Partial<Omit<Follow, 'followedAt'>>;

/** Begins and ends follows. Whoever changes what is between two people calls `lockPairs` first. */
export const createFollowWrites = (db: Sql) => ({
  /** Makes this transaction the only one that changes follows, requests and blocks between a person and others. */
  async lockPairs(userId: string, otherIds: readonly string[]): Promise<void> {
    // In one order, so that two transactions that lock the same pairs cannot deadlock.
    const names = [...new Set(otherIds.map((otherId) => [userId, otherId].sort().join(' ')))].sort();
    await db.$queryRaw`
      SELECT count(pg_advisory_xact_lock(hashtextextended(current_schema() || ':follow:' || name, 0)))
      FROM (SELECT name FROM unnest(${names}::text[]) WITH ORDINALITY AS n (name, nth) ORDER BY nth) AS ordered`;
  },

  /** How a person stands to another; locks the other's settings, so that the account stays private or public until the commit. */
  async followState(followerId: string, followeeId: string, since: Date, now: Date): Promise<FollowState> {
    const [settings] = await db.$queryRaw<{ isPrivate: boolean }[]>`
      SELECT is_private AS "isPrivate" FROM social_settings WHERE user_id = ${followeeId} FOR SHARE`;
    const [row] = await db.$queryRaw<Omit<FollowState, 'isPrivate' | 'request'>[]>`
      SELECT ${isHiddenPerson(sql`${followeeId}::text`, sql`${followerId}::text`)} AS "isHidden",
        EXISTS (SELECT FROM follow WHERE follower_id = ${followerId} AND followee_id = ${followeeId}) AS "isFollowing",
        EXISTS (SELECT FROM user_mute WHERE muter_id = ${followeeId} AND muted_id = ${followerId}
          AND (until IS NULL OR until > ${now}::timestamptz)) AS "isMuted",
        (SELECT count(*)::int FROM follow_request WHERE sender_id = ${followerId} AND receiver_id = ${followeeId}
          AND created_at > ${since}::timestamptz) AS "recentRequests"`;
    const [request] = await db.$queryRaw<FollowRequest[]>`
      SELECT ${REQUEST_COLUMNS} FROM follow_request AS r
      WHERE r.sender_id = ${followerId} AND r.receiver_id = ${followeeId} AND r.status = 'REQUESTED'`;
    if (row === undefined) throw new Error('a statement without a table returned no row');
    return { ...row, isPrivate: settings?.isPrivate ?? false, request: request ?? null };
  },

  /** Returns the pairs that were not there before. */
  async addFollows(follows: readonly NewFollow[], now: Date): Promise<FollowPair[]> {
    return db.$queryRaw<FollowPair[]>`
      INSERT INTO follow (follower_id, followee_id, notify, weight, followed_at)
      SELECT follower_id, followee_id, notify, weight, ${now}::timestamptz
      FROM unnest(${follows.map(({ followerId }) => followerId)}::text[], ${follows.map(({ followeeId }) => followeeId)}::text[],
        ${follows.map(({ notify }) => notify)}::boolean[], ${follows.map(({ weight }) => weight)}::float8[])
        AS f (follower_id, followee_id, notify, weight)
      ON CONFLICT DO NOTHING RETURNING follower_id AS "followerId", followee_id AS "followeeId"`;
  },

  /** False when the person does not follow the other. */
  async changeFollow({ followerId, followeeId }: FollowPair, choice: FollowChoice): Promise<boolean> {
    const changed = await db.$executeRaw`
      UPDATE follow SET notify = coalesce(${choice.notify ?? null}::boolean, notify),
        weight = coalesce(${choice.weight ?? null}::float8, weight),
        show_reposts = coalesce(${choice.showReposts ?? null}::boolean, show_reposts)
      WHERE follower_id = ${followerId} AND followee_id = ${followeeId}`;
    return changed > 0;
  },

  /** The pairs of those that existed. */
  async removeFollows(pairs: readonly FollowPair[]): Promise<FollowPair[]> {
    return db.$queryRaw<FollowPair[]>`
      DELETE FROM follow AS f
      USING unnest(${pairs.map(({ followerId }) => followerId)}::text[], ${pairs.map(({ followeeId }) => followeeId)}::text[])
        AS gone (follower_id, followee_id)
      WHERE f.follower_id = gone.follower_id AND f.followee_id = gone.followee_id
      RETURNING f.follower_id AS "followerId", f.followee_id AS "followeeId"`;
  },
});
