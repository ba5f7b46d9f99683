import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';

/** A recording whose stream has ended, to be made of its parts. */
export interface DueRecording {
  readonly id: string;
  readonly streamId: string;
  readonly hostId: string | null;
  readonly title: string;
}

/** Stores how far the files of recordings have come. */
export const createRecordingFileStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** Adds the recording of a stream that begins; one that is there stays as it is. */
  async addRecording(id: string, streamId: string, at: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO stream_recording (id, stream_id, state, created_at)
      VALUES (${id}, ${streamId}, 'RECORDING', ${at}::timestamptz) ON CONFLICT (stream_id) DO NOTHING`;
  },

  /** Takes recordings whose streams ended before `endedBefore` into PROCESSING, at most 20, and returns them. */
  takeDueRecordings: (endedBefore: Date): Promise<DueRecording[]> =>
    db.$queryRaw<DueRecording[]>`
      WITH due AS (
        SELECT r.id FROM stream_recording r JOIN live_stream s ON s.id = r.stream_id
        WHERE r.state = 'RECORDING' AND s.state = 'ENDED' AND s.ended_at <= ${endedBefore}::timestamptz
        LIMIT 20 FOR UPDATE OF r SKIP LOCKED)
      UPDATE stream_recording r SET state = 'PROCESSING' FROM due, live_stream s
      WHERE r.id = due.id AND s.id = r.stream_id
      RETURNING r.id, r.stream_id AS "streamId", s.host_id AS "hostId", s.title`,

  /** Stores the file that a recording has become; false when it is not in PROCESSING, such as when it was deleted. */
  async completeRecording(id: string, mediaFileId: string, durationSeconds: number): Promise<boolean> {
    const changed = await db.$executeRaw`
      UPDATE stream_recording SET state = 'READY', media_file_id = ${mediaFileId}, duration_seconds = ${durationSeconds}::int
      WHERE id = ${id} AND state = 'PROCESSING'`;
    return changed === 1;
  },

  /** Stores that a recording could not be made. */
  async failRecording(id: string): Promise<void> {
    await db.$executeRaw`UPDATE stream_recording SET state = 'FAILED' WHERE id = ${id} AND state = 'PROCESSING'`;
  },
});
