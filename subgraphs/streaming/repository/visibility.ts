import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../runtime/moderation/hidden-content-sql.ts';
import { isFollower } from '../../../runtime/relations/follow-sql.ts';
import { areFriends, blockedBetween } from '../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';
import type { STARTS_LOG, STATUS_LOG } from '../events.ts';

/** The name of the log of each stream's states; the key is the stream's id. */
export const STATUS_LOG_NAME = 'streaming.stream-status' satisfies (typeof STATUS_LOG)['name'];

/** The name of the log of streams that began. */
export const STARTS_LOG_NAME = 'streaming.streams-started' satisfies (typeof STARTS_LOG)['name'];

/** Whether a person may see a stream, or why not, according to the local copies of relations and suspensions. */
export type StreamAccess = 'VISIBLE' | 'SUSPENDED' | 'HIDDEN' | 'BLOCKED' | 'NOT_A_FRIEND' | 'NOT_A_FOLLOWER';

/** The `StreamAccess` of a viewer to the stream row `s`. */
export const accessOf = (viewer: SqlFragment): SqlFragment => sql`CASE
  WHEN s.host_id = ${viewer} THEN 'VISIBLE'
  WHEN ${isSuspended(sql`s.host_id`)} THEN 'SUSPENDED'
  WHEN ${isHiddenContent(sql`s.id`)} THEN 'HIDDEN'
  WHEN ${blockedBetween(sql`s.host_id`, viewer)} THEN 'BLOCKED'
  WHEN s.visibility = 'FRIENDS'
    AND NOT ${areFriends(sql`s.host_id`, viewer)} THEN 'NOT_A_FRIEND'
  WHEN s.visibility = 'FOLLOWERS'
    AND NOT ${isFollower(viewer, sql`s.host_id`)} THEN 'NOT_A_FOLLOWER'
  ELSE 'VISIBLE' END`;

/** The columns of a `LiveStream`, read from the row `s`. */
export const STREAM_COLUMNS: SqlFragment = sql`
  s.id, s.host_id AS "hostId", s.title, s.visibility::text AS visibility, s.state::text AS state,
  s.started_at AS "startedAt", s.ended_at AS "endedAt", s.peak_viewer_count AS "peakViewerCount",
  coalesce((SELECT h.sequence FROM log_head h WHERE h.log = ${STATUS_LOG_NAME} AND h.key = s.id), 0)::int AS "statusSequence"`;
