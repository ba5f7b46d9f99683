import type { Client } from './client.ts';

/** Deletes what is beyond retention, always the oldest of an inbox first, so that the rest has no gaps. */
export const createPruning = (db: Client) => ({
  /** Deletes at most `limit` notifications created before an instant, with their deliveries; returns their number. */
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

  /** Deletes mentions from before an instant. */
  async pruneMentions(before: Date): Promise<void> {
    await db.$executeRaw`DELETE FROM mention WHERE created_at < ${before}`;
  },
});
