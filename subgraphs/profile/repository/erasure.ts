import type { Prisma } from '../../../prisma/generated/profile/client.ts';
import { createRelationStore } from '../../../runtime/relations/relation-store.ts';

/** Erasing who has deleted their account. */
export function createErasureStore(db: Prisma.TransactionClient) {
  const { eraseFriendships, eraseBlocks } = createRelationStore(db);
  return {
    /** Erases a person's profile with its profile_photo rows and the words only they were called by, and their nickname_claim rows. */
    async eraseProfile(userId: string): Promise<void> {
      await db.profile.deleteMany({ where: { userId } });
      await db.nicknameClaim.deleteMany({ where: { userId } });
    },

    /** Erases some of the copied friendships and blocks of a person; true when none are left. */
    async eraseRelations(userId: string): Promise<boolean> {
      const friendshipsGone = await eraseFriendships(userId);
      return (await eraseBlocks(userId)) && friendshipsGone;
    },
  };
}
