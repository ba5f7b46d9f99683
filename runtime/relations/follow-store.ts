import type { Sql } from '../database/database.ts';
import type { FollowFact } from './follow-events.ts';

/**
 * Writes a domain's own copy of follows, in its table `follow`. A row changes only when the fact is not older than it, so that
 * an event that is handled late cannot revive what has ended.
 */
export function createFollowCopy(db: Sql) {
  return {
    /**
     * Records that people follow others, or no longer do; of a pair that is named several times, the latest. Returns the facts
     * that changed the copy.
     */
    async noteFollows(facts: readonly FollowFact[], isActive: boolean): Promise<readonly FollowFact[]> {
      const rows = await db.$queryRaw<{ follower_id: string; followee_id: string }[]>`
        WITH noted AS (
          INSERT INTO follow AS copy (follower_id, followee_id, is_active, changed_at, confirmed_at)
          SELECT follower_id, followee_id, ${isActive}, max(at), now()
          FROM unnest(${facts.map(({ followerId }) => followerId)}::text[], ${facts.map(({ followeeId }) => followeeId)}::text[],
            ${facts.map(({ at }) => at)}::timestamptz[]) AS f(follower_id, followee_id, at)
          GROUP BY follower_id, followee_id ORDER BY follower_id, followee_id
          ON CONFLICT (follower_id, followee_id) DO UPDATE SET confirmed_at = excluded.confirmed_at,
            is_active = CASE WHEN copy.changed_at <= excluded.changed_at THEN excluded.is_active ELSE copy.is_active END,
            changed_at = greatest(copy.changed_at, excluded.changed_at)
          RETURNING follower_id, followee_id, is_active
        )
        SELECT follower_id, followee_id FROM noted LEFT JOIN follow AS before USING (follower_id, followee_id)
        WHERE noted.is_active <> coalesce(before.is_active, false)`;
      const changed = new Set(rows.map((row) => `${row.follower_id} ${row.followee_id}`));
      return facts.filter(({ followerId, followeeId }) => changed.has(`${followerId} ${followeeId}`));
    },

    /** Ends the follows that nothing has confirmed since `startedAt`, by the clock of this database. */
    async endUnconfirmedFollows(startedAt: Date): Promise<void> {
      await db.$executeRaw`UPDATE follow SET is_active = false WHERE is_active AND confirmed_at < ${startedAt}`;
    },
  };
}
