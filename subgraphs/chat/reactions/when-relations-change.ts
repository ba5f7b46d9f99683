import { whenRelationsChange as updateRelations } from '../../../runtime/relations/when-relations-change.ts';
import { type AccessNeeds, announceAccess, announceAcquaintance } from '../operations/announce-access.ts';
import type { ChatRepository } from '../repository/index.ts';

type Store = Pick<ChatRepository, 'directConversationOf'>;

/**
 * Updates the local copy of friendships and blocks. A block ends the streams that the two have open on each other, and
 * every change between two people shows or hides their presence at once.
 */
export const whenRelationsChange = (needs: AccessNeeds) =>
  updateRelations<Store>({
    onFriendship: async (_store, { userIds }) => {
      return () => announceAcquaintance(needs, userIds);
    },
    async onBlock(store, { userId, blockedId }, isActive) {
      const conversationId = isActive ? await store.directConversationOf(userId, blockedId) : null;
      return async () => {
        const ended = conversationId === null ? null : announceAccess(needs, conversationId);
        await Promise.all([ended, announceAcquaintance(needs, [userId, blockedId])]);
      };
    },
  });
