import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { createLogStore, type NewEntry, WHOLE_LOG } from '../../../runtime/live/stored-log.ts';
import { accessOf, STARTS_LOG_NAME, STATUS_LOG_NAME, STREAM_COLUMNS, type StreamAccess } from './visibility.ts';

/** One broadcast of one host. */
export interface LiveStream {
  readonly id: string;
  /** Null after the host has deleted their account. */
  readonly hostId: string | null;
  /** Empty when its host has deleted their account. */
  readonly title: string;
  readonly visibility: 'PUBLIC' | 'FOLLOWERS' | 'FRIENDS';
  readonly state: 'IDLE' | 'LIVE' | 'RECONNECTING' | 'ENDED';
  readonly startedAt: Date;
  /** Null until it has ended. */
  readonly endedAt: Date | null;
  /** As last written: at most two seconds behind while the stream is on air. */
  readonly peakViewerCount: number;
  /** The newest sequence of its status log. */
  readonly statusSequence: number;
}

/** A stream that is about to go on air. */
export interface StreamDraft extends Pick<LiveStream, 'id' | 'title' | 'visibility' | 'startedAt'> {
  readonly hostId: string;
  readonly streamKeyHash: string;
}

/** A stream, and the viewer whose access to it is wanted. */
export interface AccessQuery {
  readonly streamId: string;
  /** Empty for a visitor. */
  readonly viewerId: string;
}

/** A stream with the access of one viewer to it. */
export interface StreamWithAccess {
  readonly stream: LiveStream;
  readonly access: StreamAccess;
}

/** Reads single streams with the access to them; begins and ends streams. */
export const createStreamStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** In the order of `queries`; null where there is no such stream. One statement. */
  async streamsWithAccess(queries: readonly AccessQuery[]): Promise<(StreamWithAccess | null)[]> {
    const rows = await db.$queryRaw<(LiveStream & { access: StreamAccess; ordinal: bigint })[]>`
      SELECT asked.ordinal, ${accessOf(sql`asked.viewer_id`)} AS access, ${STREAM_COLUMNS}
      FROM unnest(${queries.map(({ streamId }) => streamId)}::text[], ${queries.map(({ viewerId }) => viewerId)}::text[])
        WITH ORDINALITY AS asked(stream_id, viewer_id, ordinal)
      JOIN live_stream s ON s.id = asked.stream_id`;
    const ordinals = queries.map((_, at) => String(at + 1));
    return inOrderOf(ordinals, rows, ({ ordinal }) => String(ordinal)).map((row) => {
      if (row === null) return null;
      const { ordinal: _, access, ...stream } = row;
      return { stream, access };
    });
  },

  /**
   * Starts a stream with the first entry of its status log and one of the log of starts, in a transaction; null when the host has a stream that has not
   * ended.
   */
  async addStream({
    id,
    hostId,
    title,
    visibility,
    startedAt,
    streamKeyHash,
  }: StreamDraft): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      WITH s AS (
        INSERT INTO live_stream (id, host_id, title, visibility, state, stream_key_hash, started_at)
        VALUES (${id}, ${hostId}, ${title}, ${visibility}::stream_visibility, 'LIVE', ${streamKeyHash}, ${startedAt}::timestamptz)
        ON CONFLICT (host_id) WHERE state <> 'ENDED' DO NOTHING
        RETURNING *
      )
      SELECT ${STREAM_COLUMNS} FROM s`;
    return stream === undefined
      ? null
      : logStatus(db, stream, startedAt, [
          { log: STARTS_LOG_NAME, key: WHOLE_LOG, people: [hostId], data: { streamId: stream.id } },
        ]);
  },

  /** The host's stream that has not ended, without a check of access. */
  async currentStream(hostId: string): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      SELECT ${STREAM_COLUMNS} FROM live_stream s WHERE s.host_id = ${hostId} AND s.state <> 'ENDED'`;
    return stream ?? null;
  },

  /**
   * Ends a stream with an entry in its status log, in a transaction; null when it had already ended, so that the event is
   * published once.
   */
  async endStream(streamId: string, endedAt: Date, viewerCount: number): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      WITH s AS (
        UPDATE live_stream
        SET state = 'ENDED', ended_at = ${endedAt}::timestamptz,
          peak_viewer_count = greatest(peak_viewer_count, ${viewerCount}::int)
        WHERE id = ${streamId} AND state <> 'ENDED'
        RETURNING *
      )
      SELECT ${STREAM_COLUMNS} FROM s`;
    return stream === undefined ? null : logStatus(db, stream, endedAt);
  },

  /** Raises each stream's peak to the count given, never lowers it. One statement. */
  async raisePeaks(peaks: ReadonlyMap<string, number>): Promise<void> {
    await db.$executeRaw`
      UPDATE live_stream s SET peak_viewer_count = seen.viewers
      FROM unnest(${[...peaks.keys()]}::text[], ${[...peaks.values()]}::int[]) AS seen(stream_id, viewers)
      WHERE s.id = seen.stream_id AND s.peak_viewer_count < seen.viewers`;
  },
});

/** Logs the state of a stream whose row this transaction has locked; returns the stream with the new sequence. */
async function logStatus(
  db: PrismaClient | Prisma.TransactionClient,
  stream: LiveStream,
  changedAt: Date,
  others: readonly NewEntry[] = [],
): Promise<LiveStream> {
  const entry: NewEntry = { log: STATUS_LOG_NAME, key: stream.id, people: [], data: { state: stream.state } };
  await createLogStore(db).appendToLogs([entry, ...others], changedAt);
  return { ...stream, statusSequence: stream.statusSequence + 1 };
}
