import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import type { StreamingContext } from './context.ts';
import { createStreamingContext, openStreamingProcess } from './create-context.ts';
import { moderationSourcesOf } from './moderation-sources.ts';
import { eraseUser } from './operations/erase-user.ts';
import { whenRelationChanged } from './reactions/when-relation-changed.ts';
import { whenStreamIsModerated } from './reactions/when-stream-is-moderated.ts';
import { openStreamingRepository, type StreamingStore } from './repository/index.ts';
import { resolvers } from './resolvers.ts';

/** Live streams and their audiences. */
export default defineSubgraph<StreamingContext, StreamingStore>({
  name: 'streaming',
  ids: { str: 'LiveStream' },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  open(host) {
    const repository = openStreamingRepository(host.databaseUrl, host.log);
    const process = openStreamingProcess(host, repository);
    return {
      createContext: (caller) => createStreamingContext(host, process, caller),
      database: repository,
      reactions: [...whenRelationChanged(host), ...whenStreamIsModerated(host)],
      moderationSources: moderationSourcesOf(repository),
      eraseUser: (store, userId) => eraseUser(host, store, userId),
      async close() {
        process.audiences.close();
        await process.peaks.close();
      },
    };
  },
});
