import { type AfterCommit, on } from '../../../runtime/events/reaction.ts';
import { friendshipEnded, friendshipStarted, userBlocked, userUnblocked } from '../../friends/events.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { Store } from './when-user-registered.ts';

/** Updates the local copy of friendships and blocks, and makes subscribers check their access to a profile again. */
export function whenRelationChanged({ signals }: Pick<ProfileContext, 'signals'>) {
  const notifyProfiles = (userIds: readonly string[]): AfterCommit => {
    return async () => {
      await Promise.all(userIds.map((userId) => signals.notify(profileTopic(userId))));
    };
  };
  return [
    on(friendshipStarted, async (store: Store, { userIds, at }) => store.noteFriendship(userIds, true, new Date(at))),
    on(friendshipEnded, async (store: Store, { userIds, at }) => {
      await store.noteFriendship(userIds, false, new Date(at));
      return notifyProfiles(userIds);
    }),
    on(userBlocked, async (store: Store, { userId, blockedId, at }) => {
      await store.noteBlock(userId, blockedId, true, new Date(at));
      return notifyProfiles([userId, blockedId]);
    }),
    on(userUnblocked, async (store: Store, { userId, blockedId, at }) =>
      store.noteBlock(userId, blockedId, false, new Date(at)),
    ),
  ];
}
