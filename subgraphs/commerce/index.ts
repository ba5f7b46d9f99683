import { createViewerLoader } from '../../runtime/database/viewer-loader.ts';
import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import type { CommerceContext } from './context.ts';
import { type CommerceStore, openCommerceRepository } from './repository.ts';
import { resolvers } from './resolvers.ts';

/** Items that people keep for themselves. */
export default defineSubgraph<CommerceContext, CommerceStore>({
  name: 'commerce',
  ids: { com: 'CommerceItem' },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  open({ databaseUrl, streams, now, log }) {
    const repository = openCommerceRepository(databaseUrl, log);
    const parts = { repository, streams, now, itemLog: repository.itemLog };
    return {
      database: repository,
      createContext: (caller) => ({
        ...parts,
        caller,
        items: createViewerLoader(caller.viewerId, repository.items),
      }),
    };
  },
});
