import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import { createKeptFeeds } from './adapters/kept-feeds.ts';
import type { SocialContext } from './context.ts';
import { contextsOf } from './create-context.ts';
import { jobsOf, workOf } from './jobs.ts';
import { moderationSourcesOf } from './moderation-sources.ts';
import { eraseUser } from './operations/people/erase-user.ts';
import { reactionsOf } from './reactions/index.ts';
import { openSocialRepository, type SocialStore } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { type SocialSecrets, settings } from './settings.ts';
import { snapshotOfSocial } from './snapshot.ts';

/** What people publish, whom they follow, and what they see of each other. */
export default defineSubgraph<SocialContext, SocialStore, SocialSecrets>({
  name: 'social',
  ids: {
    ...{ pst: 'Post', cmt: 'Comment', opt: 'PollOption' },
    ...{ flr: 'FollowRequest', lst: 'UserList' },
  },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  settings,
  open(host, values) {
    const repository = openSocialRepository(host.databaseUrl, host.log);
    const keptFeeds = createKeptFeeds(host.redis);
    return {
      database: repository,
      createContext: contextsOf({ host, repository, settings: values, keptFeeds }),
      ...{ personalData: repository.personalData, moderationSources: moderationSourcesOf(repository) },
      ...{ work: workOf({ ...host, repository, keptFeeds }), jobs: jobsOf({ ...host, repository }) },
      reactions: reactionsOf(host),
      eraseUser: (store, userId) => eraseUser(host, store, userId),
      snapshot: snapshotOfSocial(repository),
    };
  },
});
