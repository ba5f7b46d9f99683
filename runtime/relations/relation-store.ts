import type { Sql } from '../database/database.ts';

/** Friendships or blocks that one statement erases. */
const ERASED_AT_ONCE = 1_000;

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

    /** Erases some of a person's friendships, in both directions; true when none are left. */
    async eraseFriendships(userId: string): Promise<boolean> {
      const friends = await db.$queryRaw<{ id: string }[]>`
        SELECT friend_id AS id FROM friendship WHERE user_id = ${userId} LIMIT ${ERASED_AT_ONCE}`;
      const ids = friends.map(({ id }) => id);
      await db.$executeRaw`DELETE FROM friendship WHERE user_id = ${userId} AND friend_id = ANY (${ids}::text[])`;
      await db.$executeRaw`DELETE FROM friendship WHERE friend_id = ${userId} AND user_id = ANY (${ids}::text[])`;
      return ids.length < ERASED_AT_ONCE;
    },

    /** Erases some of the blocks by and of a person; true when none are left. */
    async eraseBlocks(userId: string): Promise<boolean> {
      const erased = await db.$executeRaw`
        DELETE FROM block WHERE (blocker_id, blocked_id) IN (
          SELECT blocker_id, blocked_id FROM block WHERE blocker_id = ${userId} OR blocked_id = ${userId}
          LIMIT ${ERASED_AT_ONCE})`;
      return erased < ERASED_AT_ONCE;
    },
  };
}
