import { Prisma } from '../../../prisma/generated/streaming/client.ts';

/** Whether a person may see a stream, or why not, according to the local copy of relations. */
export type StreamAccess = 'VISIBLE' | 'BLOCKED' | 'NOT_A_FRIEND';

/** True when either of two people blocks the other. Both are SQL expressions of an id; a visitor's id is empty. */
export const blockedBetween = (one: Prisma.Sql, other: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM block b
  WHERE (b.user_id = ${one} AND b.blocked_id = ${other}) OR (b.user_id = ${other} AND b.blocked_id = ${one}))`;

/** The `StreamAccess` of a viewer to the stream row `s`. */
export const accessOf = (viewer: Prisma.Sql): Prisma.Sql => Prisma.sql`CASE
  WHEN s.host_id = ${viewer} THEN 'VISIBLE'
  WHEN ${blockedBetween(Prisma.sql`s.host_id`, viewer)} THEN 'BLOCKED'
  WHEN s.visibility = 'FRIENDS'
    AND NOT EXISTS (SELECT FROM friendship f WHERE f.user_id = s.host_id AND f.friend_id = ${viewer}) THEN 'NOT_A_FRIEND'
  ELSE 'VISIBLE' END`;

/** The columns of a `LiveStream`, read from the row `s`. */
export const STREAM_COLUMNS: Prisma.Sql = Prisma.sql`
  s.id, s.host_id AS "hostId", s.title, s.visibility::text AS visibility, s.state::text AS state,
  s.started_at AS "startedAt", s.ended_at AS "endedAt", s.peak_viewer_count AS "peakViewerCount",
  s.status_sequence AS "statusSequence"`;
