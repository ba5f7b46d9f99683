import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';

/** Maximum number of rows erased per statement. */
const BATCH_SIZE = 1_000;

/** Erases people who have deleted their account. */
export const createErasureStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** Erases host and title of a batch of a person's streams, all of which have ended; true when none are left. */
  async eraseStreams(userId: string): Promise<boolean> {
    const erased = await db.$executeRaw`
      UPDATE live_stream SET host_id = NULL, title = '' WHERE id IN (
        SELECT id FROM live_stream WHERE host_id = ${userId} AND state = 'ENDED' LIMIT ${BATCH_SIZE})`;
    return erased < BATCH_SIZE;
  },

  /** Erases the titles of a person's streams from events that stay in the outbox for consumers that are behind. */
  async eraseTitlesInEvents(userId: string): Promise<void> {
    await db.$executeRaw`
      UPDATE outbox_event SET payload = payload || '{"title": ""}'
      WHERE payload ->> 'hostId' = ${userId} AND payload ? 'title' AND payload ->> 'title' <> ''`;
  },
});
