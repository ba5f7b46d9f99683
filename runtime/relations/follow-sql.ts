import { type SqlFragment, sql } from '../database/sql-fragment.ts';

/**
 * Whether the domain's copy of follows can be relied on. While it is incomplete it may hold follows that have ended, so
 * it permits nothing, and the social domain is asked instead.
 */
export const areFollowsComplete: SqlFragment = sql`NOT EXISTS (
  SELECT FROM inbox_bootstrap AS taken WHERE taken.producer = 'social')`;

/** Whether a person follows another by the domain's copy. Both are SQL expressions of an id; a visitor's id is empty. */
export const isFollower = (follower: SqlFragment, followee: SqlFragment): SqlFragment => sql`(EXISTS (
  SELECT FROM follow AS followed
  WHERE followed.follower_id = ${follower} AND followed.followee_id = ${followee} AND followed.is_active)
  AND ${areFollowsComplete})`;
