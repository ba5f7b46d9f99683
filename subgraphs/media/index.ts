import { createViewerLoader } from '../../runtime/database/viewer-loader.ts';
import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import type { MediaContext } from './context.ts';
import { type MediaStore, openMediaRepository } from './repository.ts';
import { resolvers } from './resolvers.ts';

/** Items that people keep for themselves. */
export default defineSubgraph<MediaContext, MediaStore>({
  name: 'media',
  ids: { med: 'MediaItem' },
  hasStorage: true,
  hasWorkerProcess: true,
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  open({ databaseUrl, streams, now, log }) {
    const repository = openMediaRepository(databaseUrl, log);
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
