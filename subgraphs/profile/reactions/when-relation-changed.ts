import type { AfterCommit, Reaction } from '../../../runtime/events/reaction.ts';
import { whenRelationsChange } from '../../../runtime/relations/when-relations-change.ts';
import { whenSuspensionsChange } from '../../../runtime/relations/when-suspensions-change.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';

/** Updates the local copies of friendships, blocks and suspensions, and makes subscribers check their access to a profile again. */
export function whenRelationChanged({ signals }: Pick<ProfileContext, 'signals'>): readonly Reaction<unknown>[] {
  const notifyProfiles = (userIds: readonly string[]): AfterCommit => {
    return async () => {
      await Promise.all(userIds.map((userId) => signals.notify(profileTopic(userId))));
    };
  };
  const ofRelations = whenRelationsChange({
    onFriendship: async (_store, { userIds }, isActive) => (isActive ? undefined : notifyProfiles(userIds)),
    onBlock: async (_store, { userId, blockedId }, isActive) =>
      isActive ? notifyProfiles([userId, blockedId]) : undefined,
  });
  return [...ofRelations, ...whenSuspensionsChange(async (_store, userId) => notifyProfiles([userId]))];
}
