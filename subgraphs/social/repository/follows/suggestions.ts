import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { blockedIdsOf } from '../../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';
import { maySeeFollowers } from './follow-sql.ts';

/** Somebody whom the viewer may want to follow, with what the order is made of. */
export interface FollowSuggestion {
  readonly userId: string;
  /** Friends of the viewer who are their friends or follow them. */
  readonly friends: number;
  /** People whom the viewer follows and who follow them. */
  readonly followed: number;
  readonly followsViewer: boolean;
  /** Some of the friends and followed people, at most three. */
  readonly mutualIds: readonly string[];
  readonly mutualCount: number;
  /** What the list is ordered by, in tenths. */
  readonly points: number;
}

/** Sort key of a suggestion, best first. */
export type SuggestionKey = readonly [points: number, userId: string];

/** A page of suggestions. */
export interface SuggestionRequest {
  readonly from: SuggestionKey | null;
  readonly limit: number;
  /** People who are considered although nobody leads to them. */
  readonly popularIds: readonly string[];
}

/** Newest people considered: those of the viewer, and those of each of them. Limits the work to 40,000 rows. */
const MAX_PEOPLE = 200;

/** People with most followers, for those who follow nobody yet. */
const MAX_POPULAR = 50;

/** People whom a person may want to follow. */
export const createSuggestionStore = (db: Sql) => ({
  /** Those with most followers, most first. */
  async popularPeople(): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT subject AS id FROM counter WHERE name = 'followers' AND value > 0 ORDER BY value DESC, subject LIMIT ${MAX_POPULAR}`;
    return rows.map(({ id }) => id);
  },

  /**
   * The best suggestions after a key: 3 points for each friend, 2 for each followed person who leads there,
   * 4 for who follows the viewer, and up to 2 for many followers. Left out are those whom the viewer follows, has asked or has
   * muted, who are hidden from the viewer, and whose account or followers are private. Nobody leads to others whose list of
   * those they follow the viewer may not read.
   */
  async followSuggestions(
    viewerId: string,
    { from, limit, popularIds }: SuggestionRequest,
    now: Date,
  ): Promise<FollowSuggestion[]> {
    const viewer = sql`${viewerId}::text`;
    return db.$queryRaw<FollowSuggestion[]>`
      WITH friend AS MATERIALIZED (
        SELECT f.friend_id AS id FROM friendship AS f WHERE f.user_id = ${viewer} AND f.is_active
          AND NOT ${isSuspended(sql`f.friend_id`)} LIMIT ${MAX_PEOPLE}
      ), followee AS MATERIALIZED (
        SELECT o.followee_id AS id FROM follow AS o WHERE o.follower_id = ${viewer}
          AND NOT ${isSuspended(sql`o.followee_id`)}
        ORDER BY o.followed_at DESC, o.followee_id DESC LIMIT ${MAX_PEOPLE}
      ), lead AS (
        SELECT t.friend_id AS id, friend.id AS via, TRUE AS by_friend FROM friend CROSS JOIN LATERAL (
          SELECT f.friend_id FROM friendship AS f WHERE f.user_id = friend.id AND f.is_active LIMIT ${MAX_PEOPLE}) AS t
        UNION
        SELECT t.followee_id, friend.id, TRUE FROM friend CROSS JOIN LATERAL (
          SELECT o.followee_id FROM follow AS o
          WHERE o.follower_id = friend.id AND ${maySeeFollowers(sql`friend.id`, viewer)}
          ORDER BY o.followed_at DESC, o.followee_id DESC LIMIT ${MAX_PEOPLE}) AS t
        UNION
        SELECT t.followee_id, followee.id, FALSE FROM followee CROSS JOIN LATERAL (
          SELECT o.followee_id FROM follow AS o
          WHERE o.follower_id = followee.id AND ${maySeeFollowers(sql`followee.id`, viewer)}
          ORDER BY o.followed_at DESC, o.followee_id DESC LIMIT ${MAX_PEOPLE}) AS t
      ), led AS (
        SELECT id, count(*) FILTER (WHERE by_friend)::int AS friends, count(*) FILTER (WHERE NOT by_friend)::int AS followed,
          count(DISTINCT via)::int AS mutuals, (array_agg(DISTINCT via))[1:3] AS "mutualIds"
        FROM lead GROUP BY id
      ), candidate AS (
        SELECT id FROM led
        UNION (SELECT o.follower_id FROM follow AS o WHERE o.followee_id = ${viewer}
          ORDER BY o.followed_at DESC, o.follower_id DESC LIMIT ${MAX_PEOPLE})
        UNION SELECT unnest(${[...popularIds]}::text[])
      ), scored AS (
        SELECT c.id AS "userId", coalesce(led.friends, 0) AS friends, coalesce(led.followed, 0) AS followed,
          coalesce(led.mutuals, 0) AS "mutualCount", coalesce(led."mutualIds", '{}') AS "mutualIds", back.is_back AS "followsViewer",
          30 * coalesce(led.friends, 0) + 20 * coalesce(led.followed, 0) + CASE WHEN back.is_back THEN 40 ELSE 0 END
            + least(20, floor(5 * log(1 + coalesce(total.value, 0)))::int) AS points
        FROM candidate AS c LEFT JOIN led ON led.id = c.id
        CROSS JOIN LATERAL (SELECT EXISTS (
          SELECT FROM follow AS o WHERE o.follower_id = c.id AND o.followee_id = ${viewer}) AS is_back) AS back
        LEFT JOIN counter AS total ON total.name = 'followers' AND total.subject = c.id
        WHERE c.id <> ${viewer}
          AND NOT EXISTS (SELECT FROM follow AS o WHERE o.follower_id = ${viewer} AND o.followee_id = c.id)
          AND NOT EXISTS (SELECT FROM follow_request AS r
            WHERE r.sender_id = ${viewer} AND r.receiver_id = c.id AND r.status = 'REQUESTED')
          AND NOT EXISTS (SELECT FROM user_mute AS m WHERE m.muter_id = ${viewer} AND m.muted_id = c.id
            AND (m.until IS NULL OR m.until > ${now}::timestamptz))
          AND c.id NOT IN ${blockedIdsOf(viewer)} AND NOT ${isSuspended(sql`c.id`)}
          AND NOT EXISTS (SELECT FROM social_settings AS st WHERE st.user_id = c.id AND (st.is_private OR st.who_sees_followers = 'NOBODY'))
      )
      SELECT * FROM scored AS s
      WHERE ${from === null ? sql`TRUE` : sql`(s.points < ${from[0]}::int OR (s.points = ${from[0]}::int AND s."userId" > ${from[1]}))`}
      ORDER BY s.points DESC, s."userId" LIMIT ${limit}`;
  },
});
