import type { Client } from './client.ts';

/** Removes what is beyond retention, always from the front of an inbox, so that what is left has no holes. */
export const createPruning = (db: Client) => ({
  /** Removes at most `limit` notifications made before an instant, with their deliveries; tells how many. */
  pruneNotifications: async (before: Date, limit: number): Promise<number> =>
    db.$executeRaw`
      WITH old AS (
        SELECT id FROM notification WHERE created_at < ${before} ORDER BY created_at LIMIT ${limit}
      ), gone AS (
        DELETE FROM notification n USING old WHERE n.id = old.id
        RETURNING n.user_id, n.sequence, n.read_at
      ), forgotten AS (
        SELECT user_id, count(*)::int AS unread FROM gone WHERE sequence IS NOT NULL AND read_at IS NULL GROUP BY user_id
      ), counted AS (
        UPDATE inbox_head h SET unread = h.unread - f.unread FROM forgotten f WHERE h.user_id = f.user_id
      )
      SELECT FROM gone`,

  /** Forgets who was mentioned before an instant. */
  async pruneMentions(before: Date): Promise<void> {
    await db.$executeRaw`DELETE FROM mention WHERE created_at < ${before}`;
  },

  /** Forgets keys of sendings made before an instant. */
  async pruneSendingKeys(before: Date): Promise<void> {
    await db.$executeRaw`DELETE FROM sending_key WHERE created_at < ${before}`;
  },
});
