import type { Reaction } from '../../../runtime/events/reaction.ts';
import { whenRelationsChange } from '../../../runtime/relations/when-relations-change.ts';
import { whenSuspensionsChange } from '../../../runtime/relations/when-suspensions-change.ts';
import type { Host } from '../../../runtime/subgraph/host.ts';
import { endReading, separatePeople } from '../operations/follows/separate-people.ts';
import type { SocialStore } from '../repository/index.ts';
import { whenPostsAreModerated } from './when-content-is-moderated.ts';

/** What the domain does on events of others. */
export const reactionsOf = (needs: Pick<Host, 'signals' | 'now'>): readonly Reaction<SocialStore>[] => [
  ...whenRelationsChange<SocialStore>({
    onFriendship: async (store, { userIds }, isActive, hasChanged) =>
      hasChanged && !isActive ? endReading(store, userIds, needs.now()) : undefined,
    onBlock: async (store, { userId, blockedId }, isActive) =>
      isActive ? separatePeople(store, userId, blockedId, needs.now()) : undefined,
  }),
  ...whenSuspensionsChange<SocialStore>(),
  ...whenPostsAreModerated(needs),
];
