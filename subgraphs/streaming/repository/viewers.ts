import { Prisma, type PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../runtime/database/keyset.ts';
import { blockedBetween } from './visibility.ts';

/** One device of one person before one stream. */
export interface Seat {
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

/** Where a viewer stands in the list, latest first: the ISO instant they joined, then their id. */
export type ViewerKey = readonly [joinedAt: string, userId: string];

const BY_JOINING: ListOrder = {
  by: [
    ['min(v.joined_at)', 'timestamptz'],
    ['v.user_id', 'text'],
  ],
  direction: 'DESC',
};

/** The arrays of columns that `unnest` turns into rows. */
const columnsOf = (seats: readonly Seat[]): Prisma.Sql => Prisma.sql`
  unnest(${seats.map(({ streamId }) => streamId)}::text[], ${seats.map(({ userId }) => userId)}::text[],
    ${seats.map(({ sessionId }) => sessionId)}::text[])`;

/** Who chose to watch. Who is there right now is for leases to say. */
export const createViewerStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** Takes a seat. One that is still held keeps the instant it was taken, unless `anew`. */
  async takeSeat({ streamId, userId, sessionId }: Seat, at: Date, anew: boolean): Promise<StreamViewer> {
    const [row] = await db.$queryRaw<{ joinedAt: Date }[]>`
      INSERT INTO stream_viewer AS seat (stream_id, user_id, session_id, joined_at)
      VALUES (${streamId}, ${userId}, ${sessionId}, ${at}::timestamptz)
      ON CONFLICT (stream_id, user_id, session_id) DO UPDATE SET left_at = NULL,
        joined_at = CASE WHEN ${anew}::boolean OR seat.left_at IS NOT NULL THEN excluded.joined_at ELSE seat.joined_at END
      RETURNING joined_at AS "joinedAt"`;
    return { streamId, userId, joinedAt: row?.joinedAt ?? at };
  },

  /** Gives a seat up; null when it was not held. */
  async leaveSeat({ streamId, userId, sessionId }: Seat, at: Date): Promise<StreamViewer | null> {
    const [row] = await db.$queryRaw<StreamViewer[]>`
      UPDATE stream_viewer SET left_at = ${at}::timestamptz
      WHERE stream_id = ${streamId} AND user_id = ${userId} AND session_id = ${sessionId} AND left_at IS NULL
      RETURNING stream_id AS "streamId", user_id AS "userId", joined_at AS "joinedAt"`;
    return row ?? null;
  },

  /** In the order of `seats`; null where the seat is not held. One statement. */
  async heldSeats(seats: readonly Seat[]): Promise<(StreamViewer | null)[]> {
    const rows = await db.$queryRaw<(StreamViewer & { sessionId: string })[]>`
      SELECT v.stream_id AS "streamId", v.user_id AS "userId", v.session_id AS "sessionId", v.joined_at AS "joinedAt"
      FROM ${columnsOf(seats)} AS asked(stream_id, user_id, session_id)
      JOIN stream_viewer v USING (stream_id, user_id, session_id)
      WHERE v.left_at IS NULL`;
    const nameOf = ({ streamId, userId, sessionId }: Seat) => `${streamId} ${userId} ${sessionId}`;
    const held = new Map(rows.map((row) => [nameOf(row), row]));
    return seats.map((seat) => held.get(nameOf(seat)) ?? null);
  },

  /**
   * A page of the people on `present` seats for each stream, without those who have a block with the viewer. A person on
   * several devices stands once, with the instant of the first.
   */
  viewersOfStreams: (
    viewerId: string,
    streams: PagesRequest<ViewerKey>,
    present: readonly Seat[],
  ): Promise<StreamViewer[][]> =>
    readPages<StreamViewer>(
      db,
      streams,
      BY_JOINING,
      ({ parent, beyond, order }) => Prisma.sql`
        SELECT v.stream_id AS "streamId", v.user_id AS "userId", min(v.joined_at) AS "joinedAt"
        FROM ${columnsOf(present)} AS seat (stream_id, user_id, session_id) JOIN stream_viewer v USING (stream_id, user_id, session_id)
        WHERE v.stream_id = ${parent} AND v.left_at IS NULL
          AND NOT ${blockedBetween(Prisma.sql`v.user_id`, Prisma.sql`${viewerId}::text`)}
        GROUP BY v.stream_id, v.user_id HAVING ${beyond} ${order}`,
    ),

  /**
   * Takes the seats that two people hold before each other's unfinished streams; with `friendsOnly`, only before those
   * meant for friends. Answers what was taken.
   */
  async clearSeatsBetween(one: string, other: string, at: Date, friendsOnly: boolean): Promise<readonly Seat[]> {
    return db.$queryRaw<Seat[]>`
      UPDATE stream_viewer v SET left_at = ${at}::timestamptz FROM live_stream s
      WHERE s.id = v.stream_id AND s.state <> 'ENDED' AND v.left_at IS NULL
        AND (NOT ${friendsOnly}::boolean OR s.visibility = 'FRIENDS')
        AND ((s.host_id = ${one} AND v.user_id = ${other}) OR (s.host_id = ${other} AND v.user_id = ${one}))
      RETURNING v.stream_id AS "streamId", v.user_id AS "userId", v.session_id AS "sessionId"`;
  },
});
