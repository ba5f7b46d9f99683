import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';

/** Maximum number of rows erased per statement. */
const BATCH_SIZE = 1_000;

/** Erases people who have deleted their account. */
export const createErasureStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** Erases host and title of a batch of a person's streams, all of which have ended; true when none are left. */
  async eraseStreams(userId: string): Promise<boolean> {
    const erased = await db.$executeRaw`
      UPDATE live_stream SET host_id = NULL, title = '', description = '', category_id = NULL, tags = '{}', language = NULL,
        thumbnail_file_id = NULL
      WHERE id IN (
        SELECT id FROM live_stream WHERE host_id = ${userId} AND state = 'ENDED' LIMIT ${BATCH_SIZE})`;
    return erased < BATCH_SIZE;
  },

  /** Erases sender and message, or recipient, of a batch of a person's gifts; true when none are left. Amounts stay. */
  async eraseGifts(userId: string): Promise<boolean> {
    const erased = await db.$executeRaw`
      UPDATE stream_gift SET sender_id = CASE WHEN sender_id = ${userId} THEN NULL ELSE sender_id END,
        message = CASE WHEN sender_id = ${userId} THEN '' ELSE message END,
        recipient_id = CASE WHEN recipient_id = ${userId} THEN NULL ELSE recipient_id END
      WHERE id IN (SELECT id FROM stream_gift WHERE sender_id = ${userId} OR recipient_id = ${userId} LIMIT ${BATCH_SIZE})`;
    return erased < BATCH_SIZE;
  },

  /** Deletes what was recorded of a person's streams; media erases the files of its owners itself. */
  async eraseRecordings(userId: string): Promise<void> {
    await db.$executeRaw`
      UPDATE stream_recording r SET state = 'DELETED', media_file_id = NULL, published_at = NULL
      FROM live_stream s WHERE s.id = r.stream_id AND s.host_id = ${userId} AND r.state <> 'DELETED'`;
  },

  /** Erases the titles of a person's streams from events that stay in the outbox for consumers that are behind. */
  async eraseTitlesInEvents(userId: string): Promise<void> {
    await db.$executeRaw`
      UPDATE outbox_event SET payload = payload || '{"title": ""}'
      WHERE payload ->> 'hostId' = ${userId} AND payload ? 'title' AND payload ->> 'title' <> ''`;
  },
});
