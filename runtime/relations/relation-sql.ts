import { type SqlFragment, sql } from '../database/sql-fragment.ts';

/** Whether two people are friends by the domain's copy. Both are SQL expressions of an id. */
export const areFriends = (one: SqlFragment, other: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM friendship AS f WHERE f.user_id = ${one} AND f.friend_id = ${other} AND f.is_active)`;

/** Whether either of two people blocks the other. Both are SQL expressions of an id; a visitor's id is empty. */
export const blockedBetween = (one: SqlFragment, other: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM block AS b
  WHERE b.is_active AND (b.blocker_id, b.blocked_id) IN ((${one}, ${other}), (${other}, ${one})))`;

/** The ids of those who block a person or are blocked by them, as a subquery: a list reads it once, not once a row. */
export const blockedIdsOf = (viewer: SqlFragment): SqlFragment => sql`(
  SELECT b.blocked_id FROM block AS b WHERE b.blocker_id = ${viewer} AND b.is_active
  UNION ALL SELECT b.blocker_id FROM block AS b WHERE b.blocked_id = ${viewer} AND b.is_active)`;
