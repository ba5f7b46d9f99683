import { type SnapshotSource, snapshotOf } from '../../runtime/events/snapshot.ts';
import { friendshipStarted, userBlocked } from './events.ts';
import type { FriendsStore } from './repository/index.ts';

/** The facts of this domain. */
export const snapshotOfFriends = (store: FriendsStore): readonly SnapshotSource[] => [
  snapshotOf(friendshipStarted, { readPage: store.friendshipFacts, count: store.countFriendships }),
  snapshotOf(userBlocked, { readPage: store.blockFacts, count: store.countBlocks }),
];
