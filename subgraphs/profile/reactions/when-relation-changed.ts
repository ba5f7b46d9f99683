import type { AfterCommit, Reaction } from '../../../runtime/events/reaction.ts';
import { whenRelationsChange } from '../../../runtime/relations/when-relations-change.ts';
import { whenSuspensionsChange } from '../../../runtime/relations/when-suspensions-change.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import { announceFileAccess } from '../operations/file-access.ts';
import type { ProfileStore } from '../repository/index.ts';

type Store = Pick<ProfileStore, 'announce' | 'profilesWithFiles'>;

/**
 * Updates the local copies of friendships, blocks and suspensions, and makes subscribers check their access to a profile again. Files of a
 * profile for friends are shown to friends only: media keeps blocked and suspended people from files by itself.
 */
export function whenRelationChanged({ signals }: Pick<ProfileContext, 'signals'>): readonly Reaction<Store>[] {
  const notifyProfiles = (userIds: readonly string[]): AfterCommit => {
    return async () => {
      await Promise.all(userIds.map((userId) => signals.notify(profileTopic(userId))));
    };
  };
  const ofRelations = whenRelationsChange<Store>({
    async onFriendship(store, { userIds, at }, isActive, hasChanged) {
      for (const { id, userId: ownerId } of hasChanged ? await store.profilesWithFiles(userIds) : []) {
        const [userId = ''] = userIds.filter((other) => other !== ownerId);
        const change = { profileId: id, userId, visibilities: ['FRIENDS'] } as const;
        await announceFileAccess(store, isActive ? 'RESTORED' : 'ENDED', change, new Date(at));
      }
      return isActive ? undefined : notifyProfiles(userIds);
    },
    onBlock: async (_store, { userId, blockedId }, isActive) =>
      isActive ? notifyProfiles([userId, blockedId]) : undefined,
  });
  return [...ofRelations, ...whenSuspensionsChange(async (_store, userId) => notifyProfiles([userId]))];
}
