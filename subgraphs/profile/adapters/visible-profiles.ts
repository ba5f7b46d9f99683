import { createLoader } from '../../../runtime/database/loader.ts';
import { createAskRelationships } from '../../../runtime/relations/ask-relationships.ts';
import type { CallDomain } from '../../../runtime/subgraph/host.ts';
import type { ProfileContext, VisibleProfiles } from '../context.ts';

interface Needs {
  readonly repository: Pick<ProfileContext['repository'], 'profilesFor'>;
  readonly ask: CallDomain;
}

/**
 * Profiles as one viewer may see them, read in one statement a hop. A profile for friends whose owner is no friend by
 * the local copy is confirmed by asking the friends domain, at most once a hop; when that fails, so do those profiles
 * alone, with `UNAVAILABLE`. A block that is known here holds without asking. A visitor sees none.
 */
export function createVisibleProfiles({ repository, ask }: Needs, viewerId: string | null): VisibleProfiles {
  if (viewerId === null) return { ofUser: async () => null, byId: async () => null };

  const found = createLoader((ids) => repository.profilesFor(viewerId, ids));
  const askRelationships = createAskRelationships(ask, 'profile');
  const friendships = createLoader<boolean>(async (otherIds) =>
    (await askRelationships(viewerId, otherIds)).map(({ areFriends, blocked }) => areFriends && !blocked),
  );
  const see = async (id: string) => {
    const profile = await found.load(id);
    if (profile === null || !profile.isForFriends) return profile;
    return (await friendships.load(profile.userId)) ? profile : null;
  };

  return {
    async ofUser(userId) {
      const profile = await see(userId);
      return profile?.userId === userId ? profile : null;
    },
    async byId(id) {
      const profile = await see(id);
      return profile?.id === id ? profile : null;
    },
  };
}
