import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { isFollower } from '../../../runtime/relations/follow-sql.ts';

/** How a stream is watched, for its host. */
export interface AudienceNumbers {
  readonly uniqueViewerCount: number;
  /** Null before anybody has watched. */
  readonly averageWatchSeconds: number | null;
}

/** What one viewer is to a stream, by the local copies. */
export interface ViewerRole {
  readonly streamId: string;
  readonly isHost: boolean;
  readonly isModerator: boolean;
  readonly isBanned: boolean;
  /** Null for good, and for who is not banned. */
  readonly bannedUntil: Date | null;
  readonly isFollower: boolean;
}

/** Reads numbers of audiences, and what viewers are to streams. */
export const createAudienceReads = (db: PrismaClient | Prisma.TransactionClient) => ({
  /**
   * In the order of the ids. A session that has not left counts until the stream ended or, while it is on air, until now.
   * One statement.
   */
  async audienceNumbers(streamIds: readonly string[], at: Date): Promise<(AudienceNumbers | null)[]> {
    const rows = await db.$queryRaw<(AudienceNumbers & { streamId: string })[]>`
      SELECT watched.stream_id AS "streamId", count(*)::int AS "uniqueViewerCount",
        round(avg(watched.seconds))::int AS "averageWatchSeconds"
      FROM (
        SELECT v.stream_id, v.user_id,
          sum(greatest(0, extract(epoch FROM coalesce(v.left_at, s.ended_at, ${at}::timestamptz) - v.joined_at))) AS seconds
        FROM stream_viewer v JOIN live_stream s ON s.id = v.stream_id
        WHERE v.stream_id = ANY(${[...streamIds]}::text[]) GROUP BY v.stream_id, v.user_id
      ) AS watched GROUP BY watched.stream_id`;
    return inOrderOf(streamIds, rows, ({ streamId }) => streamId);
  },

  /** In the order of the ids; null where there is no such stream. One statement. */
  async viewerRoles(viewerId: string, streamIds: readonly string[], at: Date): Promise<(ViewerRole | null)[]> {
    const rows = await db.$queryRaw<ViewerRole[]>`
      SELECT s.id AS "streamId", s.host_id IS NOT DISTINCT FROM ${viewerId} AS "isHost", m.user_id IS NOT NULL AS "isModerator",
        b.user_id IS NOT NULL AS "isBanned", b.until AS "bannedUntil", ${isFollower(sql`${viewerId}::text`, sql`s.host_id`)} AS "isFollower"
      FROM live_stream s
      LEFT JOIN stream_moderator m ON m.stream_id = s.id AND m.user_id = ${viewerId}
      LEFT JOIN stream_ban b ON b.stream_id = s.id AND b.user_id = ${viewerId}
        AND (b.until IS NULL OR b.until > ${at}::timestamptz)
      WHERE s.id = ANY(${[...streamIds]}::text[])`;
    return inOrderOf(streamIds, rows, ({ streamId }) => streamId);
  },
});
