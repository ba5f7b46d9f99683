import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../runtime/moderation/hidden-content-sql.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import { accessOf } from './visibility.ts';

/** What is kept of a broadcast, to be watched again. */
export interface StreamRecording {
  readonly id: string;
  readonly streamId: string;
  /** Null after the host has deleted their account. */
  readonly hostId: string | null;
  readonly state: 'RECORDING' | 'PROCESSING' | 'READY' | 'FAILED' | 'DELETED';
  /** Null until it is READY. */
  readonly durationSeconds: number | null;
  /** The file of the media domain; null until it is READY, and once it is deleted. */
  readonly mediaFileId: string | null;
  readonly createdAt: Date;
  /** Null while its host alone may watch it. */
  readonly publishedAt: Date | null;
}

/** A recording as moderators read it. */
export interface ReportedRecording extends Pick<StreamRecording, 'hostId' | 'mediaFileId' | 'createdAt'> {
  readonly title: string;
}

const NEWEST_FIRST: ListOrder = {
  by: [
    ['r.created_at', 'timestamptz'],
    ['r.id', 'text'],
  ],
  direction: 'DESC',
};

const RECORDINGS = sql`
  SELECT r.id, r.stream_id AS "streamId", s.host_id AS "hostId", r.state::text AS state, r.duration_seconds AS "durationSeconds",
    r.media_file_id AS "mediaFileId", r.created_at AS "createdAt", r.published_at AS "publishedAt"
  FROM stream_recording r JOIN live_stream s ON s.id = r.stream_id`;

/**
 * Whether a person may watch the recording `r` of the stream `s`: the host, and of a published one that can be watched all who
 * may see the stream and are not banned from it. Nobody may watch what moderators hide, and nobody's is nobody's.
 */
const isWatchable = (viewer: SqlFragment): SqlFragment => sql`(
  s.host_id IS NOT NULL AND r.state <> 'DELETED' AND (s.host_id = ${viewer} OR (
    r.state = 'READY' AND r.published_at IS NOT NULL AND ${accessOf(viewer)} = 'VISIBLE' AND NOT ${isHiddenContent(sql`r.id`)}
    AND NOT EXISTS (SELECT FROM stream_ban AS banned WHERE banned.stream_id = s.id AND banned.user_id = ${viewer}
      AND (banned.until IS NULL OR banned.until > now())))))`;

/** Reads recordings as viewers may watch them, and stores what hosts decide about them. */
export const createRecordingStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** In the order of the ids; null for those that the viewer may not watch. One statement. */
  async watchableRecordings(viewerId: string, ids: readonly string[]): Promise<(StreamRecording | null)[]> {
    const rows = await db.$queryRaw<StreamRecording[]>`
      ${RECORDINGS} WHERE r.id = ANY(${[...ids]}::text[]) AND ${isWatchable(sql`${viewerId}::text`)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** The recording of each stream, in the order of the ids; null where the viewer may not watch it. One statement. */
  async recordingsOfStreams(viewerId: string, streamIds: readonly string[]): Promise<(StreamRecording | null)[]> {
    const rows = await db.$queryRaw<StreamRecording[]>`
      ${RECORDINGS} WHERE r.stream_id = ANY(${[...streamIds]}::text[]) AND ${isWatchable(sql`${viewerId}::text`)}`;
    return inOrderOf(streamIds, rows, ({ streamId }) => streamId);
  },

  /** A page of the recordings of a person's streams that the viewer may watch, newest first. */
  recordingsOfHost(
    viewerId: string,
    hostId: string,
    page: PageRequest<readonly [createdAt: string, id: string]>,
  ): PromiseLike<StreamRecording[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    return db.$queryRaw<StreamRecording[]>`
      ${RECORDINGS} WHERE s.host_id = ${hostId} AND ${isWatchable(sql`${viewerId}::text`)} AND ${beyond} ${order}`;
  },

  /** The recording of a host until the transaction ends; null when there is none of theirs. */
  async lockRecording(id: string, hostId: string): Promise<StreamRecording | null> {
    const [row] = await db.$queryRaw<StreamRecording[]>`
      ${RECORDINGS} WHERE r.id = ${id} AND s.host_id = ${hostId} FOR NO KEY UPDATE OF r`;
    return row ?? null;
  },

  /** Lets all who may see the stream watch its recording; the first time counts. */
  async publishRecording(id: string, at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE stream_recording SET published_at = ${at}::timestamptz WHERE id = ${id} AND published_at IS NULL`;
  },

  /** Deletes a recording; its row stays, so that nothing is recorded under its id any more. */
  async markRecordingDeleted(id: string): Promise<void> {
    await db.$executeRaw`
      UPDATE stream_recording SET state = 'DELETED', media_file_id = NULL, published_at = NULL WHERE id = ${id}`;
  },

  /** Whoever may watch it. */
  async reportedRecording(id: string): Promise<ReportedRecording | null> {
    const [row] = await db.$queryRaw<ReportedRecording[]>`
      SELECT s.host_id AS "hostId", s.title, r.media_file_id AS "mediaFileId", r.created_at AS "createdAt"
      FROM stream_recording r JOIN live_stream s ON s.id = r.stream_id WHERE r.id = ${id}`;
    return row ?? null;
  },
});
