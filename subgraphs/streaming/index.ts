import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import type { StreamingContext } from './context.ts';
import { createStreamingContext, openParts } from './create-context.ts';
import { jobsOf, workOf } from './jobs/index.ts';
import { moderationSourcesOf } from './moderation-sources.ts';
import { eraseUser } from './operations/erase-user.ts';
import { findObstacles } from './operations/gifts/find-obstacles.ts';
import { whenStreamCategoriesChange } from './reactions/when-categories-change.ts';
import { whenRelationChanged } from './reactions/when-relation-changed.ts';
import { whenStreamIsModerated } from './reactions/when-stream-is-moderated.ts';
import type { StreamingStore } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes/index.ts';
import { type StreamingSettings, settings } from './settings.ts';

/** Live streams and their audiences. */
export default defineSubgraph<StreamingContext, StreamingStore, StreamingSettings>({
  name: 'streaming',
  ids: { str: 'LiveStream', sgf: 'StreamGift', rec: 'StreamRecording' },
  schema: new URL('./schema.graphql', import.meta.url),
  egress: true,
  ...{ resolvers, routes, settings },
  async open(host, values) {
    const { process, needs, close } = await openParts(host, values);
    const { repository } = process;
    return {
      createContext: (caller) => createStreamingContext(host, process, caller),
      database: repository,
      ...{ work: workOf(needs), jobs: jobsOf(needs) },
      reactions: [...whenRelationChanged(needs), ...whenStreamIsModerated(host), ...whenStreamCategoriesChange],
      deletionObstacles: (userId) => findObstacles(repository, userId),
      moderationSources: moderationSourcesOf(repository),
      eraseUser: (store, userId) => eraseUser(host, store, userId),
      close,
    };
  },
});
