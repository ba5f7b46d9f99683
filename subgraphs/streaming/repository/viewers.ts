import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../runtime/database/keyset.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { blockedBetween } from '../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';

/** One session of one person that watches one stream. */
export interface ViewerSession {
  readonly streamId: string;
  readonly userId: string;
  /** Empty for a caller without a session. */
  readonly sessionId: string;
}

/** A person who watches a stream. */
export interface StreamViewer {
  readonly streamId: string;
  readonly userId: string;
  readonly joinedAt: Date;
}

/** Sort key of a viewer, latest first: the ISO instant they joined, then their id. */
export type ViewerKey = readonly [joinedAt: string, userId: string];

const BY_JOINING: ListOrder = {
  by: [
    ['min(v.joined_at)', 'timestamptz'],
    ['v.user_id', 'text'],
  ],
  direction: 'DESC',
};

/** The arrays of columns that `unnest` turns into rows. */
const columnsOf = (sessions: readonly ViewerSession[]): SqlFragment => sql`
  unnest(${sessions.map(({ streamId }) => streamId)}::text[], ${sessions.map(({ userId }) => userId)}::text[],
    ${sessions.map(({ sessionId }) => sessionId)}::text[])`;

/** Stores who joined which stream. Leases say who is present right now. */
export const createViewerStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** Adds a viewer. One who has not left keeps the instant they joined, unless `isRejoining`. */
  async addViewer(
    { streamId, userId, sessionId }: ViewerSession,
    at: Date,
    isRejoining: boolean,
  ): Promise<StreamViewer> {
    const [row] = await db.$queryRaw<{ joinedAt: Date }[]>`
      INSERT INTO stream_viewer AS viewer (stream_id, user_id, session_id, joined_at)
      VALUES (${streamId}, ${userId}, ${sessionId}, ${at}::timestamptz)
      ON CONFLICT (stream_id, user_id, session_id) DO UPDATE SET left_at = NULL,
        joined_at = CASE WHEN ${isRejoining}::boolean OR viewer.left_at IS NOT NULL THEN excluded.joined_at
          ELSE viewer.joined_at END
      RETURNING joined_at AS "joinedAt"`;
    return { streamId, userId, joinedAt: row?.joinedAt ?? at };
  },

  /** Marks a viewer as having left; null when they had not joined. */
  async removeViewer({ streamId, userId, sessionId }: ViewerSession, at: Date): Promise<StreamViewer | null> {
    const [row] = await db.$queryRaw<StreamViewer[]>`
      UPDATE stream_viewer SET left_at = ${at}::timestamptz
      WHERE stream_id = ${streamId} AND user_id = ${userId} AND session_id = ${sessionId} AND left_at IS NULL
      RETURNING stream_id AS "streamId", user_id AS "userId", joined_at AS "joinedAt"`;
    return row ?? null;
  },

  /** In the order of `sessions`; null for one that has not joined, or has left. One statement. */
  async joinedViewers(sessions: readonly ViewerSession[]): Promise<(StreamViewer | null)[]> {
    const rows = await db.$queryRaw<(StreamViewer & { sessionId: string })[]>`
      SELECT v.stream_id AS "streamId", v.user_id AS "userId", v.session_id AS "sessionId", v.joined_at AS "joinedAt"
      FROM ${columnsOf(sessions)} AS asked(stream_id, user_id, session_id)
      JOIN stream_viewer v USING (stream_id, user_id, session_id)
      WHERE v.left_at IS NULL`;
    const keyOf = ({ streamId, userId, sessionId }: ViewerSession) => `${streamId} ${userId} ${sessionId}`;
    const viewers = new Map(rows.map((row) => [keyOf(row), row]));
    return sessions.map((session) => viewers.get(keyOf(session)) ?? null);
  },

  /**
   * A page of the people of the `present` sessions for each stream, without those who are suspended or have a
   * block with the viewer. A person with several sessions is listed once, with the earliest instant.
   */
  viewersOfStreams: (
    viewerId: string,
    streams: PagesRequest<ViewerKey>,
    present: readonly ViewerSession[],
  ): Promise<StreamViewer[][]> =>
    readPages<StreamViewer>(
      db,
      streams,
      BY_JOINING,
      ({ parent, beyond, order }) => sql`
        SELECT v.stream_id AS "streamId", v.user_id AS "userId", min(v.joined_at) AS "joinedAt"
        FROM ${columnsOf(present)} AS present (stream_id, user_id, session_id) JOIN stream_viewer v USING (stream_id, user_id, session_id)
        WHERE v.stream_id = ${parent} AND v.left_at IS NULL
          AND NOT ${blockedBetween(sql`v.user_id`, sql`${viewerId}::text`)}
          AND NOT ${isSuspended(sql`v.user_id`)}
        GROUP BY v.stream_id, v.user_id HAVING ${beyond} ${order}`,
    ),

  /** Removes a person as a viewer of the streams for followers of another that have not ended. Returns the removed sessions. */
  async removeFollower(followerId: string, hostId: string, at: Date): Promise<readonly ViewerSession[]> {
    return db.$queryRaw<ViewerSession[]>`
      UPDATE stream_viewer v SET left_at = ${at}::timestamptz FROM live_stream s
      WHERE s.id = v.stream_id AND s.state <> 'ENDED' AND v.left_at IS NULL AND s.visibility = 'FOLLOWERS'
        AND s.host_id = ${hostId} AND v.user_id = ${followerId}
      RETURNING v.stream_id AS "streamId", v.user_id AS "userId", v.session_id AS "sessionId"`;
  },

  /**
   * Removes two people as viewers of each other's streams that have not ended; with `friendsOnly`, only of those for
   * friends. Returns the removed sessions.
   */
  async removeViewersBetween(
    one: string,
    other: string,
    at: Date,
    friendsOnly: boolean,
  ): Promise<readonly ViewerSession[]> {
    return db.$queryRaw<ViewerSession[]>`
      UPDATE stream_viewer v SET left_at = ${at}::timestamptz FROM live_stream s
      WHERE s.id = v.stream_id AND s.state <> 'ENDED' AND v.left_at IS NULL
        AND (NOT ${friendsOnly}::boolean OR s.visibility = 'FRIENDS')
        AND ((s.host_id = ${one} AND v.user_id = ${other}) OR (s.host_id = ${other} AND v.user_id = ${one}))
      RETURNING v.stream_id AS "streamId", v.user_id AS "userId", v.session_id AS "sessionId"`;
  },
});
