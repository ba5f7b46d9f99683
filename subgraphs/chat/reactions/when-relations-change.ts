import { on } from '../../../runtime/events/reaction.ts';
import { friendshipEnded, friendshipStarted, userBlocked, userUnblocked } from '../../friends/events.ts';
import { type AccessNeeds, announceAccess, announceAcquaintance } from '../operations/announce-access.ts';
import type { ChatRepository } from '../repository/index.ts';

type Store = Pick<ChatRepository, 'noteFriendship' | 'noteBlock' | 'directConversationOf'>;

/**
 * Keeps the local copy of friendships and blocks. A block ends the streams that the two have open on each other, and
 * whatever changes between two people shows or hides their presence at once.
 */
export const whenRelationsChange = (needs: AccessNeeds) => {
  const announceTo = (userIds: readonly string[]) => () => announceAcquaintance(needs, userIds);
  return [
    on(friendshipStarted, async (store: Store, { userIds, at }) => {
      await store.noteFriendship(userIds, true, new Date(at));
      return announceTo(userIds);
    }),
    on(friendshipEnded, async (store: Store, { userIds, at }) => {
      await store.noteFriendship(userIds, false, new Date(at));
      return announceTo(userIds);
    }),
    on(userBlocked, async (store: Store, { userId, blockedId, at }) => {
      await store.noteBlock(userId, blockedId, true, new Date(at));
      const conversationId = await store.directConversationOf(userId, blockedId);
      return async () => {
        const ended = conversationId === null ? null : announceAccess(needs, conversationId);
        await Promise.all([ended, announceAcquaintance(needs, [userId, blockedId])]);
      };
    }),
    on(userUnblocked, async (store: Store, { userId, blockedId, at }) => {
      await store.noteBlock(userId, blockedId, false, new Date(at));
      return announceTo([userId, blockedId]);
    }),
  ];
};
