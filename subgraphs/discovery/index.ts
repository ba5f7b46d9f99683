import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import { createCells } from './adapters/cells.ts';
import type { DiscoveryContext } from './context.ts';
import { contextsOf } from './create-context.ts';
import { jobsOf } from './jobs.ts';
import { moderationSourcesOf } from './moderation-sources.ts';
import { bucketOf } from './operations/distance-buckets.ts';
import { eraseUser } from './operations/erase-user.ts';
import { reactionsOf } from './reactions/index.ts';
import { type DiscoveryStore, openDiscoveryRepository } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { type DiscoverySettings, settings } from './settings.ts';
import { snapshotOfDiscovery } from './snapshot.ts';

/** People who want to meet others: what they show, whom they look for, and who likes whom. */
export default defineSubgraph<DiscoveryContext, DiscoveryStore, DiscoverySettings>({
  name: 'discovery',
  ids: { dpf: 'DiscoveryProfile', dpm: 'DiscoveryPrompt', dlk: 'DiscoveryLike', mat: 'Match' },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  settings,
  open(host, values) {
    const repository = openDiscoveryRepository(host.databaseUrl, host.log);
    const cells = createCells(bucketOf);
    return {
      database: repository,
      createContext: contextsOf({ host, repository, cells, settings: values }),
      personalData: repository.personalData,
      reactions: reactionsOf(host),
      jobs: jobsOf({ ...host, repository, cells }),
      moderationSources: moderationSourcesOf(repository),
      snapshot: snapshotOfDiscovery(repository),
      eraseUser: (store, userId) => eraseUser(host, store, userId),
    };
  },
});
