import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import type { ProfileContext } from './context.ts';
import { contextsOf } from './create-context.ts';
import { profileTopic } from './events.ts';
import { nicknameReservation } from './import/nicknames.ts';
import { profilesImporter } from './import/profiles.ts';
import { workOf } from './jobs.ts';
import { moderationSourcesOf } from './moderation-sources.ts';
import { reactionsOf } from './reactions/index.ts';
import { openProfileRepository, type ProfileStore } from './repository/index.ts';
import { resolvers } from './resolvers.ts';
import { type ProfileSettings, settings } from './settings.ts';
import { snapshotOfProfile } from './snapshot.ts';

/** The profile domain: what people show of themselves, to whom, and how they are found. */
export default defineSubgraph<ProfileContext, ProfileStore, ProfileSettings>({
  name: 'profile',
  ids: { prf: 'Profile', pph: 'ProfilePhoto' },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  settings,
  open(host, values) {
    const { ask, signals, now } = host;
    const repository = openProfileRepository(host.databaseUrl, host.log);
    return {
      createContext: contextsOf(repository, host, values),
      database: repository,
      work: workOf({ ask, now }),
      reactions: reactionsOf(host),
      ...{ snapshot: snapshotOfProfile(repository), moderationSources: moderationSourcesOf(repository) },
      ...{ importers: [profilesImporter()], importReservations: [nicknameReservation()] },
      // The marks of the Prisma schema say which rows are erased; subscribers of the profile are notified.
      async eraseUser(store, userId) {
        await store.eraseFactsInEvents(userId);
        return { isComplete: true, afterCommit: () => signals.notify(profileTopic(userId)) };
      },
    };
  },
});
