import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../runtime/moderation/hidden-content-sql.ts';
import { blockedIdsOf } from '../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';

/**
 * SQL: nobody may see the person of `p`, a row of `discovery_person`, or the viewer may not: one of the two blocks the other,
 * the person is suspended, or moderators have hidden them or their profile. A deleted person has no row.
 */
export const isWithheldFrom = (viewerId: string): SqlFragment => sql`(
  p.user_id IN ${blockedIdsOf(sql`${viewerId}`)} OR ${isSuspended(sql`p.user_id`)}
  OR ${isHiddenContent(sql`p.id`)} OR ${isHiddenContent(sql`p.user_id`)})`;

/** SQL: the person of `p` is in discovery now: they asked for it, nothing is missing, and they have not paused. */
export const isShownAt = (now: Date): SqlFragment => sql`(
  p.is_listed AND NOT (p.is_paused AND (p.paused_until IS NULL OR p.paused_until > ${now}::timestamptz)))`;

/** SQL: the person of `p` likes the viewer: whoever is incognito is shown to those alone. */
export const likesViewer = (viewerId: string): SqlFragment => sql`EXISTS (
  SELECT FROM discovery_decision AS d
  WHERE d.user_id = p.user_id AND d.other_id = ${viewerId} AND d.kind IN ('LIKE', 'SUPERLIKE'))`;

/**
 * SQL: ids of the people whom the viewer is not to be shown again: they have decided about them, and a pass has not lapsed, or
 * had a match with them. As a subquery that a list reads once.
 */
export const decidedIdsOf = (viewerId: string, now: Date): SqlFragment => sql`(
  SELECT d.other_id FROM discovery_decision AS d
  WHERE d.user_id = ${viewerId} AND (d.hidden_until IS NULL OR d.hidden_until > ${now}::timestamptz)
  UNION ALL SELECT m.high_id FROM discovery_match AS m WHERE m.low_id = ${viewerId}
  UNION ALL SELECT m.low_id FROM discovery_match AS m WHERE m.high_id = ${viewerId})`;

/** SQL: ids of the viewer's friends, as a subquery that a list reads once. */
export const friendIdsOf = (viewerId: string): SqlFragment => sql`(
  SELECT f.friend_id FROM friendship AS f WHERE f.user_id = ${viewerId} AND f.is_active)`;
