import type { Sql } from '../database/database.ts';

/**
 * A domain's own copy of friendships and blocks, in its tables `friendship` and `block`. Each write is kept only when it
 * is the newest word on its pair, so that an event handled late cannot revive what has ended.
 */
export function createRelationStore(db: Sql) {
  return {
    /** Notes that a friendship began or ended. */
    async noteFriendship([one, other]: readonly [string, string], isActive: boolean, at: Date): Promise<void> {
      await db.$executeRaw`
        INSERT INTO friendship AS known (user_id, friend_id, is_active, changed_at)
        VALUES (${one}, ${other}, ${isActive}, ${at}), (${other}, ${one}, ${isActive}, ${at})
        ON CONFLICT (user_id, friend_id) DO UPDATE SET is_active = EXCLUDED.is_active, changed_at = EXCLUDED.changed_at
        WHERE known.changed_at <= EXCLUDED.changed_at`;
    },

    /** Notes that one person blocked another, or lifted the block. */
    async noteBlock(blockerId: string, blockedId: string, isActive: boolean, at: Date): Promise<void> {
      await db.$executeRaw`
        INSERT INTO block AS known (blocker_id, blocked_id, is_active, changed_at)
        VALUES (${blockerId}, ${blockedId}, ${isActive}, ${at})
        ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET is_active = EXCLUDED.is_active, changed_at = EXCLUDED.changed_at
        WHERE known.changed_at <= EXCLUDED.changed_at`;
    },
  };
}
