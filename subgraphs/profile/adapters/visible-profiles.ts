import { z } from 'zod';
import { serviceCaller } from '../../../runtime/caller.ts';
import { fault } from '../../../runtime/faults.ts';
import type { Ask } from '../../../runtime/host.ts';
import { createLoader } from '../../../runtime/loader.ts';
import type { ProfileContext, VisibleProfiles } from '../context.ts';

const RELATIONSHIPS = `query Relationships($userId: ID!, $otherIds: [ID!]!) {
  relationships(userId: $userId, otherIds: $otherIds) { areFriends blocked }
}`;

const ANSWER = z.object({ relationships: z.array(z.object({ areFriends: z.boolean(), blocked: z.boolean() })) });

interface Needs {
  readonly repository: Pick<ProfileContext['repository'], 'profilesFor'>;
  readonly ask: Ask;
}

/**
 * Profiles as one viewer may see them, read in one statement a hop. A profile for friends whose owner is no friend by
 * the local copy is confirmed by asking the friends domain, at most once a hop; when that fails, so do those profiles
 * alone, with `UNAVAILABLE`. A block that is known here holds without asking. A visitor sees none.
 */
export function createVisibleProfiles({ repository, ask }: Needs, viewerId: string | null): VisibleProfiles {
  if (viewerId === null) return { ofUser: async () => null, byId: async () => null };

  const found = createLoader((ids) => repository.profilesFor(viewerId, ids));
  const friendships = createLoader<boolean>(async (otherIds) => {
    const data = await ask('friends', RELATIONSHIPS, { userId: viewerId, otherIds }, serviceCaller('profile'));
    const answer = ANSWER.safeParse(data);
    if (!answer.success || answer.data.relationships.length !== otherIds.length) {
      throw fault('UNAVAILABLE', 'Friendships cannot be told for a moment; try again.');
    }
    return answer.data.relationships.map(({ areFriends, blocked }) => areFriends && !blocked);
  });
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
