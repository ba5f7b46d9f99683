import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import { friendshipEnded, friendshipStarted, userBlocked, userUnblocked } from '../../friends/events.ts';
import type { NotificationsStore } from '../repository/index.ts';

type Store = Pick<NotificationsStore, 'noteFriendship' | 'noteBlock'>;

/** Keeps the local copy of friendships and blocks, by which texts are hidden. */
export const whenRelationsChange = (): Reaction<Store>[] => [
  on(friendshipStarted, (store: Store, { userIds, at }) => store.noteFriendship(userIds, true, new Date(at))),
  on(friendshipEnded, (store: Store, { userIds, at }) => store.noteFriendship(userIds, false, new Date(at))),
  on(userBlocked, (store: Store, { userId, blockedId, at }) => store.noteBlock(userId, blockedId, true, new Date(at))),
  on(userUnblocked, (store: Store, { userId, blockedId, at }) =>
    store.noteBlock(userId, blockedId, false, new Date(at)),
  ),
];
