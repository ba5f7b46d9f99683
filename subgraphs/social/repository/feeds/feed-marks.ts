import type { Sql } from '../../../../runtime/database/database.ts';
import { HEAD } from './feed-head-sql.ts';

/** How far people have seen their feeds. */
export const createFeedMarks = (db: Sql) => ({
  /** Moves the mark forwards, never back, and not beyond the newest post: a number can be forged. Returns where it is. */
  async moveFeedMark(userId: string, number: number, now: Date): Promise<number> {
    const [row] = await db.$queryRaw<{ number: bigint }[]>`
      INSERT INTO feed_seen AS s (user_id, number, seen_at) VALUES (${userId}, least(${number}::bigint, ${HEAD}), ${now})
      ON CONFLICT (user_id) DO UPDATE SET number = greatest(s.number, excluded.number), seen_at = excluded.seen_at
      RETURNING s.number`;
    return Number(row?.number ?? 0);
  },
});
