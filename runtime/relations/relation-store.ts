import type { Sql } from '../database/database.ts';

/**
 * Writes a domain's own copy of friendships and blocks, in its tables `friendship` and `block`. A row changes only when
 * the fact is not older than it, so that an event that is handled late cannot revive what has ended.
 */
export function createRelationStore(db: Sql) {
  return {
    /** Records that a friendship began or ended. */
    async noteFriendship([one, other]: readonly [string, string], isActive: boolean, at: Date): Promise<void> {
      await db.$executeRaw`
        INSERT INTO friendship AS copy (user_id, friend_id, is_active, changed_at, confirmed_at)
        VALUES (${one}, ${other}, ${isActive}, ${at}, now()), (${other}, ${one}, ${isActive}, ${at}, now())
        ON CONFLICT (user_id, friend_id) DO UPDATE SET confirmed_at = excluded.confirmed_at,
          is_active = CASE WHEN copy.changed_at <= excluded.changed_at THEN excluded.is_active ELSE copy.is_active END,
          changed_at = greatest(copy.changed_at, excluded.changed_at)`;
    },

    /** Records that one person blocked another, or removed the block. */
    async noteBlock(blockerId: string, blockedId: string, isActive: boolean, at: Date): Promise<void> {
      await db.$executeRaw`
        INSERT INTO block AS copy (blocker_id, blocked_id, is_active, changed_at, confirmed_at)
        VALUES (${blockerId}, ${blockedId}, ${isActive}, ${at}, now())
        ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET confirmed_at = excluded.confirmed_at,
          is_active = CASE WHEN copy.changed_at <= excluded.changed_at THEN excluded.is_active ELSE copy.is_active END,
          changed_at = greatest(copy.changed_at, excluded.changed_at)`;
    },

    /** Ends the friendships that nothing has confirmed since `startedAt`, by the clock of this database. */
    async endUnconfirmedFriendships(startedAt: Date): Promise<void> {
      await db.$executeRaw`UPDATE friendship SET is_active = false WHERE is_active AND confirmed_at < ${startedAt}`;
    },

    /** Ends the blocks that nothing has confirmed since `startedAt`, by the clock of this database. */
    async endUnconfirmedBlocks(startedAt: Date): Promise<void> {
      await db.$executeRaw`UPDATE block SET is_active = false WHERE is_active AND confirmed_at < ${startedAt}`;
    },
  };
}
