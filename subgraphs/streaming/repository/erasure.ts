import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { eraseFriendships } from '../../../runtime/erasure/erase-relations.ts';

/** Rows that one statement erases. */
const AT_ONCE = 1_000;

/** Erasing who has deleted their account. */
export const createErasureStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** Takes host and title from some live_stream rows of a person, all of which have ended; true when none are left. */
  async eraseStreams(userId: string): Promise<boolean> {
    const erased = await db.$executeRaw`
      UPDATE live_stream SET host_id = NULL, title = '' WHERE id IN (
        SELECT id FROM live_stream WHERE host_id = ${userId} AND state = 'ENDED' LIMIT ${AT_ONCE})`;
    return erased < AT_ONCE;
  },

  /** Erases some of the person's copied friendship rows, in both directions; true when none are left. */
  eraseFriendships: (userId: string): Promise<boolean> => eraseFriendships(db, userId),

  /** Takes the titles from what was told of a person's streams and is kept for consumers that are away. */
  async eraseToldTitles(userId: string): Promise<void> {
    await db.$executeRaw`
      UPDATE outbox_event SET payload = payload || '{"title": ""}'
      WHERE payload ->> 'hostId' = ${userId} AND payload ? 'title' AND payload ->> 'title' <> ''`;
  },
});
