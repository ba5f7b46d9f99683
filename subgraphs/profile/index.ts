import { defineSubgraph } from '../../runtime/define-subgraph.ts';
import { createNicknameCheckLimit } from './adapters/nickname-check-limit.ts';
import { createPhotoReads } from './adapters/photo-reads.ts';
import { watchProfile } from './adapters/profile-changes.ts';
import { createVisibleProfiles } from './adapters/visible-profiles.ts';
import type { ProfileContext } from './context.ts';
import { profileTopic } from './events.ts';
import { whenRelationChanged } from './reactions/when-relation-changed.ts';
import { type Store, whenUserRegistered } from './reactions/when-user-registered.ts';
import { openProfileRepository } from './repository/index.ts';
import { resolvers } from './resolvers.ts';

/** The profile domain: what people show of themselves, to whom, and how they are found. */
export default defineSubgraph<ProfileContext, Store>({
  name: 'profile',
  ids: { prf: 'Profile', pph: 'ProfilePhoto' },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  open({ databaseUrl, redis, bell, ask, now, log }) {
    const repository = openProfileRepository(databaseUrl, log);
    const listen = (userId: string, ring: () => void) => bell.on(profileTopic(userId), ring);
    const nicknameChecks = createNicknameCheckLimit(redis);
    return {
      createContext(caller) {
        const visible = () => createVisibleProfiles({ repository, ask }, caller.viewerId);
        const see = (userId: string) => visible().ofUser(userId);
        return {
          ...{ caller, now, repository, bell, nicknameChecks },
          ...createPhotoReads(repository),
          profiles: visible(),
          watchProfile: (userId) => watchProfile({ listen, see }, userId),
        };
      },
      database: repository,
      personalData: repository.personalData,
      reactions: [whenUserRegistered({ now }), ...whenRelationChanged({ bell })],
    };
  },
});
