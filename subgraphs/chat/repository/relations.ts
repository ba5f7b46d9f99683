import type { Prisma } from '../../../prisma/generated/chat/client.ts';

/** The local copy of friendships and blocks. Each write is kept only when it is the newest word on its pair. */
export function createRelationStore(db: Prisma.TransactionClient) {
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
