import { createLoader } from '../../../runtime/database/loader.ts';
import { createRelationshipLookup } from '../../../runtime/relations/ask-relationships.ts';
import type { CallDomain } from '../../../runtime/subgraph/host.ts';
import type { ProfileContext, VisibleProfiles } from '../context.ts';

interface Needs {
  readonly repository: Pick<ProfileContext['repository'], 'profilesFor'>;
  readonly ask: CallDomain;
}

/**
 * Loads profiles as one viewer may see them, in one statement per batch. If the local copy says that the owner of a
 * friends-only profile is no friend, the friends domain is asked, at most once per batch; if that fails, only those profiles
 * fail with `UNAVAILABLE`. A locally known block applies without asking. A visitor sees none.
 */
export function createVisibleProfiles({ repository, ask }: Needs, viewerId: string | null): VisibleProfiles {
  if (viewerId === null) return { ofUser: async () => null, byId: async () => null };

  const found = createLoader((ids) => repository.profilesFor(viewerId, ids));
  const askRelationships = createRelationshipLookup(ask, 'profile');
  const friendships = createLoader<boolean>(async (otherIds) =>
    (await askRelationships(viewerId, otherIds)).map(({ areFriends, blocked }) => areFriends && !blocked),
  );
  const loadVisible = async (id: string) => {
    const profile = await found.load(id);
    if (profile === null || !profile.isForFriends) return profile;
    return (await friendships.load(profile.userId)) ? profile : null;
  };

  return {
    async ofUser(userId) {
      const profile = await loadVisible(userId);
      return profile?.userId === userId ? profile : null;
    },
    async byId(id) {
      const profile = await loadVisible(id);
      return profile?.id === id ? profile : null;
    },
  };
}
