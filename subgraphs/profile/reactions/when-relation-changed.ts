import type { AfterCommit } from '../../../runtime/events/reaction.ts';
import { whenRelationsChange } from '../../../runtime/relations/when-relations-change.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';

/** Updates the local copy of friendships and blocks, and makes subscribers check their access to a profile again. */
export function whenRelationChanged({ signals }: Pick<ProfileContext, 'signals'>) {
  const notifyProfiles = (userIds: readonly string[]): AfterCommit => {
    return async () => {
      await Promise.all(userIds.map((userId) => signals.notify(profileTopic(userId))));
    };
  };
  return whenRelationsChange({
    onFriendship: async (_store, { userIds }, isActive) => (isActive ? undefined : notifyProfiles(userIds)),
    onBlock: async (_store, { userId, blockedId }, isActive) =>
      isActive ? notifyProfiles([userId, blockedId]) : undefined,
  });
}
