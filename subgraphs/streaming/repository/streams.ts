import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { type NewEntry, WHOLE_LOG } from '../../../runtime/live/stored-log.ts';
import { STARTS_LOG_NAME } from './log-names.ts';
import { logStatus } from './log-status.ts';
import type { EndReason, StreamDetails } from './stream-facts.ts';
import { accessOf, isCurrent, STREAM_COLUMNS, type StreamAccess } from './visibility.ts';

/** One broadcast of one host. */
export interface LiveStream extends StreamDetails {
  readonly id: string;
  /** Null after the host has deleted their account. */
  readonly hostId: string | null;
  /** Empty when its host has deleted their account. */
  readonly title: string;
  readonly visibility: 'PUBLIC' | 'FOLLOWERS' | 'FRIENDS';
  /** The ingest server that takes its bytes; null when none does. */
  readonly ingestProvider: string | null;
  readonly state: 'SCHEDULED' | 'IDLE' | 'LIVE' | 'RECONNECTING' | 'ENDED';
  /** When it went on air; until then when it was created. */
  readonly startedAt: Date;
  /** Null until it has ended. */
  readonly endedAt: Date | null;
  /** As last written: at most two seconds behind while the stream is on air. */
  readonly peakViewerCount: number;
  /** When it is, or was, to begin; null for one that was not announced. */
  readonly scheduledFor: Date | null;
  readonly endReason: EndReason | null;
  /** As last counted: some seconds behind while the stream is on air. */
  readonly countedViewers: number;
  /** The newest sequence of its status log. */
  readonly statusSequence: number;
  /** The newest sequence of the log of its gifts. */
  readonly giftSequence: number;
}

/** A stream that goes on air, or waits for its first packets (IDLE). */
export interface StreamDraft extends Pick<LiveStream, 'id' | 'title' | 'visibility' | 'startedAt'> {
  readonly state: 'IDLE' | 'LIVE';
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
   * Starts a stream with the first entry of its status log and, when it goes on air, one of the log of starts, in a
   * transaction; null when the host has a stream that is on air or about to be.
   */
  async addStream({
    id,
    hostId,
    title,
    visibility,
    state,
    startedAt,
    streamKeyHash,
  }: StreamDraft): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      WITH s AS (
        INSERT INTO live_stream (id, host_id, title, visibility, state, stream_key_hash, started_at)
        VALUES (${id}, ${hostId}, ${title}, ${visibility}::stream_visibility, ${state}::stream_state, ${streamKeyHash},
          ${startedAt}::timestamptz)
        ON CONFLICT (host_id) WHERE state IN ('IDLE', 'LIVE', 'RECONNECTING') DO NOTHING
        RETURNING *
      )
      SELECT ${STREAM_COLUMNS} FROM s`;
    return stream === undefined ? null : logStatus(db, stream, startedAt, state === 'LIVE' ? [startOf(stream)] : []);
  },

  /** The host's stream that is on air or about to be, without a check of access. */
  async currentStream(hostId: string): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      SELECT ${STREAM_COLUMNS} FROM live_stream s WHERE s.host_id = ${hostId} AND ${isCurrent}`;
    return stream ?? null;
  },

  /**
   * Brings a stream that this transaction has locked into another state, with an entry in its status log. When it was IDLE it
   * begins now, with an entry in the log of starts.
   */
  async changeState(
    { id, state: before }: Pick<LiveStream, 'id' | 'state'>,
    state: 'LIVE' | 'RECONNECTING',
    at: Date,
  ): Promise<LiveStream> {
    const begins = before === 'IDLE';
    const [stream] = await db.$queryRaw<LiveStream[]>`
      WITH s AS (
        UPDATE live_stream SET state = ${state}::stream_state,
          started_at = CASE WHEN ${begins}::boolean THEN ${at}::timestamptz ELSE started_at END
        WHERE id = ${id} RETURNING *
      )
      SELECT ${STREAM_COLUMNS} FROM s`;
    if (stream === undefined) throw new Error('A locked stream is gone.');
    return logStatus(db, stream, at, begins ? [startOf(stream)] : []);
  },

  /**
   * Ends a stream with an entry in its status log, in a transaction; null when it had already ended, so that the event is
   * published once. An announced one is cancelled, whatever the reason.
   */
  async endStream(
    streamId: string,
    endedAt: Date,
    viewerCount: number,
    reason: EndReason = 'HOST',
  ): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      WITH s AS (
        UPDATE live_stream
        SET state = 'ENDED', ended_at = ${endedAt}::timestamptz, viewer_count = 0,
          end_reason = CASE WHEN state = 'SCHEDULED' THEN 'CANCELLED' ELSE ${reason}::text END,
          peak_viewer_count = greatest(peak_viewer_count, ${viewerCount}::int)
        WHERE id = ${streamId} AND state <> 'ENDED'
        RETURNING *
      )
      SELECT ${STREAM_COLUMNS} FROM s`;
    if (stream === undefined) return null;
    await db.$executeRaw`
      UPDATE stream_ingest SET last_publisher = coalesce(publisher, last_publisher), publisher = NULL, published_at = NULL,
        expires_at = NULL
      WHERE stream_id = ${streamId}`;
    return logStatus(db, stream, endedAt);
  },

  /** Raises each stream's peak to the count given, never lowers it. One statement. */
  async raisePeaks(peaks: ReadonlyMap<string, number>): Promise<void> {
    await db.$executeRaw`
      UPDATE live_stream s SET peak_viewer_count = seen.viewers
      FROM unnest(${[...peaks.keys()]}::text[], ${[...peaks.values()]}::int[]) AS seen(stream_id, viewers)
      WHERE s.id = seen.stream_id AND s.peak_viewer_count < seen.viewers`;
  },
});

/** The entry in the log of starts of a stream that goes on air. */
const startOf = ({ id, hostId }: LiveStream): NewEntry => ({
  ...{ log: STARTS_LOG_NAME, key: WHOLE_LOG, data: { streamId: id } },
  people: hostId === null ? [] : [hostId],
});
