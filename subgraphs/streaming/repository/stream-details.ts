import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { WHOLE_LOG } from '../../../runtime/live/stored-log.ts';
import { STARTS_LOG_NAME } from './log-names.ts';
import { logStatus } from './log-status.ts';
import type { StreamDetails } from './stream-facts.ts';
import type { LiveStream } from './streams.ts';
import { STREAM_COLUMNS } from './visibility.ts';

/** A stream that is announced. */
export interface ScheduledDraft extends Pick<LiveStream, 'id' | 'title' | 'visibility'> {
  readonly hostId: string;
  readonly scheduledFor: Date;
  readonly createdAt: Date;
  /** Nobody knows the key: a new one is made when it begins. */
  readonly streamKeyHash: string;
}

/** An announced stream that begins, or waits for its first packets (IDLE). */
export interface ScheduledStart {
  readonly state: 'IDLE' | 'LIVE';
  readonly streamId: string;
  readonly startedAt: Date;
  readonly streamKeyHash: string;
}

/** A change of what `updateStream` may change. */
export type StreamChange = StreamDetails & Pick<LiveStream, 'title' | 'visibility' | 'scheduledFor'>;

/** Stores what hosts say about their streams, and streams that are announced. */
export const createDetailStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** Stores what a host says about a stream; null when it has ended. */
  async setDetails(streamId: string, details: StreamDetails): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      UPDATE live_stream s SET description = ${details.description}, category_id = ${details.categoryId},
        tags = ${[...details.tags]}::text[], language = ${details.language}, is_mature = ${details.isMature}::boolean,
        thumbnail_file_id = ${details.thumbnailFileId}, latency = ${details.latency}::stream_latency,
        is_recorded = ${details.isRecorded}::boolean, chat_mode = ${details.chatMode},
        slow_mode_seconds = ${details.slowModeSeconds}::int
      WHERE s.id = ${streamId} AND s.state <> 'ENDED' RETURNING ${STREAM_COLUMNS}`;
    return stream ?? null;
  },

  /** Stores another title, visibility and time; null when the stream has ended. */
  async setAnnouncement(
    streamId: string,
    { title, visibility, scheduledFor }: Pick<StreamChange, 'title' | 'visibility' | 'scheduledFor'>,
  ): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      UPDATE live_stream s SET title = ${title}, visibility = ${visibility}::stream_visibility,
        scheduled_for = ${scheduledFor}::timestamptz
      WHERE s.id = ${streamId} AND s.state <> 'ENDED' RETURNING ${STREAM_COLUMNS}`;
    return stream ?? null;
  },

  /** The stream until the transaction ends; null when there is none. */
  async lockStream(streamId: string): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      SELECT ${STREAM_COLUMNS} FROM live_stream s WHERE s.id = ${streamId} FOR NO KEY UPDATE OF s`;
    return stream ?? null;
  },

  /** Announces a stream with the first entry of its status log; null when the host has `limit` announced ones. */
  async addScheduled(draft: ScheduledDraft, limit: number): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      WITH s AS (
        INSERT INTO live_stream (id, host_id, title, visibility, state, stream_key_hash, started_at, scheduled_for)
        SELECT ${draft.id}, ${draft.hostId}, ${draft.title}, ${draft.visibility}::stream_visibility, 'SCHEDULED',
          ${draft.streamKeyHash}, ${draft.createdAt}::timestamptz, ${draft.scheduledFor}::timestamptz
        WHERE (SELECT count(*) FROM live_stream WHERE host_id = ${draft.hostId} AND state = 'SCHEDULED') < ${limit}::int
        RETURNING *
      )
      SELECT ${STREAM_COLUMNS} FROM s`;
    return stream === undefined ? null : logStatus(db, stream, draft.createdAt);
  },

  /**
   * Goes on air with an announced stream, or has it wait for its first packets, with an entry in its status log and, on air, one
   * in the log of starts; null when it is not announced any more.
   *
   * @throws a unique violation, which `isUniqueViolation` recognizes, when the host has a stream on air.
   */
  async beginScheduled({ streamId, state, startedAt, streamKeyHash }: ScheduledStart): Promise<LiveStream | null> {
    const [stream] = await db.$queryRaw<LiveStream[]>`
      WITH s AS (
        UPDATE live_stream SET state = ${state}::stream_state, started_at = ${startedAt}::timestamptz, stream_key_hash = ${streamKeyHash}
        WHERE id = ${streamId} AND state = 'SCHEDULED' RETURNING *
      )
      SELECT ${STREAM_COLUMNS} FROM s`;
    if (stream === undefined) return null;
    const people = stream.hostId === null ? [] : [stream.hostId];
    const entry = { log: STARTS_LOG_NAME, key: WHOLE_LOG, people, data: { streamId } };
    return logStatus(db, stream, startedAt, state === 'LIVE' ? [entry] : []);
  },

  /** The ids of a person's announced streams. */
  async scheduledOf(hostId: string): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM live_stream WHERE host_id = ${hostId} AND state = 'SCHEDULED'`;
    return rows.map(({ id }) => id);
  },

  /** Takes a thumbnail that media has lost from the stream that shows it. */
  async dropThumbnail(streamId: string, fileIds: readonly string[]): Promise<void> {
    await db.$executeRaw`
      UPDATE live_stream SET thumbnail_file_id = NULL
      WHERE id = ${streamId} AND thumbnail_file_id = ANY(${[...fileIds]}::text[])`;
  },

  /** Puts the streams of a category that is deleted into another, or into none. */
  async moveCategory(from: string, to: string | null): Promise<void> {
    await db.$executeRaw`UPDATE live_stream SET category_id = ${to} WHERE category_id = ${from}`;
  },

  /** Stores how many people watch each stream now, where that has changed. One statement. */
  async setViewerCounts(counts: ReadonlyMap<string, number>): Promise<void> {
    await db.$executeRaw`
      UPDATE live_stream s SET viewer_count = counted.viewers,
        peak_viewer_count = greatest(s.peak_viewer_count, counted.viewers)
      FROM unnest(${[...counts.keys()]}::text[], ${[...counts.values()]}::int[]) AS counted (stream_id, viewers)
      WHERE s.id = counted.stream_id AND s.viewer_count <> counted.viewers AND s.state IN ('LIVE', 'RECONNECTING')`;
  },

  /** The ids of streams on air after an id, in the order of ids. */
  async idsOnAir(after: string, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM live_stream WHERE state IN ('LIVE', 'RECONNECTING') AND id > ${after} ORDER BY id LIMIT ${limit}::int`;
    return rows.map(({ id }) => id);
  },
});
