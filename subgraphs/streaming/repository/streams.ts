import { Prisma, type PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { STREAM_COLUMNS, type Standing, standingOf } from './visibility.ts';

/** One broadcast of one host. */
export interface LiveStream {
  readonly id: string;
  /** Null for who has deleted their account. */
  readonly hostId: string | null;
  /** Empty when its host has deleted their account. */
  readonly title: string;
  readonly visibility: 'PUBLIC' | 'FRIENDS';
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

/** Who would see which stream. */
export interface Glance {
  readonly streamId: string;
  /** Empty for a visitor. */
  readonly viewerId: string;
}

/** A stream beside what one viewer may see of it. */
export interface LocatedStream {
  readonly stream: LiveStream;
  readonly standing: Standing;
}

/** Streams one by one: their permission, beginning and end. */
export const createStreamStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** In the order of `glances`; null where there is no such stream. One statement. */
  async locateStreams(glances: readonly Glance[]): Promise<(LocatedStream | null)[]> {
    const rows = await db.$queryRaw<(LiveStream & { standing: Standing; place: bigint })[]>`
      SELECT asked.place, ${standingOf(Prisma.sql`asked.viewer_id`)} AS standing, ${STREAM_COLUMNS}
      FROM unnest(${glances.map(({ streamId }) => streamId)}::text[], ${glances.map(({ viewerId }) => viewerId)}::text[])
        WITH ORDINALITY AS asked(stream_id, viewer_id, place)
      JOIN live_stream s ON s.id = asked.stream_id`;
    const places = glances.map((_, at) => String(at + 1));
    return inOrderOf(places, rows, ({ place }) => String(place)).map((row) => {
      if (row === null) return null;
      const { place: _, standing, ...stream } = row;
      return { stream, standing };
    });
  },

  /** Goes on air with the first entry of the status log; null when the host has a stream that has not ended. */
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
        INSERT INTO live_stream (id, host_id, title, visibility, state, stream_key_hash, started_at, status_sequence)
        VALUES (${id}, ${hostId}, ${title}, ${visibility}::stream_visibility, 'LIVE', ${streamKeyHash}, ${startedAt}::timestamptz, 1)
        ON CONFLICT (host_id) WHERE state <> 'ENDED' DO NOTHING
        RETURNING *
      ), logged AS (
        INSERT INTO stream_status (stream_id, sequence, state, changed_at)
        SELECT s.id, s.status_sequence, s.state, s.started_at FROM s
      )
      SELECT ${STREAM_COLUMNS} FROM s`;
    return stream ?? null;
  },

  /** The host's stream that has not ended, whoever may see it. */
  async currentStream(hostId: string): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      SELECT ${STREAM_COLUMNS} FROM live_stream s WHERE s.host_id = ${hostId} AND s.state <> 'ENDED'`;
    return stream ?? null;
  },

  /** Ends a stream with an entry in its status log; null when it had ended before, so that an end is told once. */
  async endStream(streamId: string, endedAt: Date, viewerCount: number): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      WITH s AS (
        UPDATE live_stream
        SET state = 'ENDED', ended_at = ${endedAt}::timestamptz, status_sequence = status_sequence + 1,
          peak_viewer_count = greatest(peak_viewer_count, ${viewerCount}::int)
        WHERE id = ${streamId} AND state <> 'ENDED'
        RETURNING *
      ), logged AS (
        INSERT INTO stream_status (stream_id, sequence, state, changed_at)
        SELECT s.id, s.status_sequence, s.state, s.ended_at FROM s
      )
      SELECT ${STREAM_COLUMNS} FROM s`;
    return stream ?? null;
  },

  /** Raises each stream's peak to the count given, never lowers it. One statement. */
  async raisePeaks(peaks: ReadonlyMap<string, number>): Promise<void> {
    await db.$executeRaw`
      UPDATE live_stream s SET peak_viewer_count = seen.viewers
      FROM unnest(${[...peaks.keys()]}::text[], ${[...peaks.values()]}::int[]) AS seen(stream_id, viewers)
      WHERE s.id = seen.stream_id AND s.peak_viewer_count < seen.viewers`;
  },
});
