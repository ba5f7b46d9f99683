import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../runtime/moderation/hidden-content-sql.ts';
import { isFollower } from '../../../runtime/relations/follow-sql.ts';
import { areFriends, blockedBetween } from '../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';
import { GIFTS_LOG_NAME, STATUS_LOG_NAME } from './log-names.ts';

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

/** Whether the stream row `s` is one that viewers can watch now. */
export const isOnAir: SqlFragment = sql`s.state IN ('LIVE', 'RECONNECTING')`;

/** Whether the stream row `s` is its host's one stream that is on air or about to be. */
export const isCurrent: SqlFragment = sql`s.state IN ('IDLE', 'LIVE', 'RECONNECTING')`;

/** The columns of a `LiveStream`, read from the row `s`. */
export const STREAM_COLUMNS: SqlFragment = sql`
  s.id, s.host_id AS "hostId", s.title, s.visibility::text AS visibility, s.state::text AS state,
  (SELECT i.provider FROM stream_ingest i WHERE i.stream_id = s.id) AS "ingestProvider",
  s.started_at AS "startedAt", s.ended_at AS "endedAt", s.peak_viewer_count AS "peakViewerCount", s.description,
  s.category_id AS "categoryId", s.tags, s.language, s.is_mature AS "isMature", s.thumbnail_file_id AS "thumbnailFileId",
  s.latency::text AS latency, s.is_recorded AS "isRecorded", s.scheduled_for AS "scheduledFor", s.chat_mode AS "chatMode",
  s.slow_mode_seconds AS "slowModeSeconds", s.end_reason AS "endReason", s.viewer_count AS "countedViewers",
  (SELECT i.provider FROM stream_ingest i WHERE i.stream_id = s.id) AS "ingestProvider",
  coalesce((SELECT h.sequence FROM log_head h WHERE h.log = ${STATUS_LOG_NAME} AND h.key = s.id), 0)::int AS "statusSequence",
  coalesce((SELECT h.sequence FROM log_head h WHERE h.log = ${GIFTS_LOG_NAME} AND h.key = s.id), 0)::int AS "giftSequence"`;
