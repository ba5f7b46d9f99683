import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';

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

  /** Erases some stream_viewer rows of a person; true when none are left. */
  async eraseSeats(userId: string): Promise<boolean> {
    const erased = await db.$executeRaw`
      DELETE FROM stream_viewer WHERE (stream_id, user_id, session_id) IN (
        SELECT stream_id, user_id, session_id FROM stream_viewer WHERE user_id = ${userId} LIMIT ${AT_ONCE})`;
    return erased < AT_ONCE;
  },

  /** Erases some of the copied friendships and blocks of a person, from both sides; true when none are left. */
  async eraseRelations(userId: string): Promise<boolean> {
    const friends = await db.$queryRaw<{ id: string }[]>`
      SELECT friend_id AS id FROM friendship WHERE user_id = ${userId} LIMIT ${AT_ONCE}`;
    const ids = friends.map(({ id }) => id);
    await db.$executeRaw`DELETE FROM friendship WHERE user_id = ${userId} AND friend_id = ANY (${ids}::text[])`;
    await db.$executeRaw`DELETE FROM friendship WHERE friend_id = ${userId} AND user_id = ANY (${ids}::text[])`;
    const blocks = await db.$executeRaw`
      DELETE FROM block WHERE (user_id, blocked_id) IN (
        SELECT user_id, blocked_id FROM block WHERE user_id = ${userId} OR blocked_id = ${userId} LIMIT ${AT_ONCE})`;
    return ids.length < AT_ONCE && blocks < AT_ONCE;
  },

  /** Takes the titles from what was told of a person's streams and is kept for consumers that are away. */
  async eraseToldTitles(userId: string): Promise<void> {
    await db.$executeRaw`
      UPDATE outbox_event SET payload = payload || '{"title": ""}'
      WHERE payload ->> 'hostId' = ${userId} AND payload ? 'title' AND payload ->> 'title' <> ''`;
  },
});
