import { on } from '../../../runtime/events/reaction.ts';
import { friendshipEnded, friendshipStarted, userBlocked, userUnblocked } from '../../friends/events.ts';
import { type AccessNeeds, announceAccess } from '../operations/announce-access.ts';
import type { ChatRepository } from '../repository/index.ts';

type Store = Pick<ChatRepository, 'noteFriendship' | 'noteBlock' | 'directConversationOf'>;

/** Keeps the local copy of friendships and blocks. A block ends the streams that the two have open on each other. */
export const whenRelationsChange = (needs: AccessNeeds) => [
  on(friendshipStarted, async (store: Store, { userIds, at }) => store.noteFriendship(userIds, true, new Date(at))),
  on(friendshipEnded, async (store: Store, { userIds, at }) => store.noteFriendship(userIds, false, new Date(at))),
  on(userBlocked, async (store: Store, { userId, blockedId, at }) => {
    await store.noteBlock(userId, blockedId, true, new Date(at));
    const conversationId = await store.directConversationOf(userId, blockedId);
    return () => (conversationId === null ? undefined : announceAccess(needs, conversationId));
  }),
  on(userUnblocked, async (store: Store, { userId, blockedId, at }) =>
    store.noteBlock(userId, blockedId, false, new Date(at)),
  ),
];
