import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import type { MediaContext } from './context.ts';
import { closeParts, contextsOf, conversionOf, dumpAccess } from './create-context.ts';
import { importersOf } from './import/importers.ts';
import { jobsOf, workOf } from './jobs.ts';
import { moderationSourcesOf } from './moderation-sources.ts';
import { eraseUser } from './operations/erase-user.ts';
import { reactionsOf } from './reactions/index.ts';
import { type MediaStore, openMediaRepository } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes/index.ts';
import { filesFolder, type MediaSettings, settings } from './settings.ts';
import { snapshotOfMedia } from './snapshot.ts';
import { openStorage } from './storage/open-storage.ts';

/** Files of people: how they arrive, what is made of them, and who may fetch their bytes. */
export default defineSubgraph<MediaContext, MediaStore, MediaSettings>({
  name: 'media',
  ids: { fil: 'MediaFile', upl: 'MediaUpload', cat: 'Category' },
  hasStorage: true,
  hasWorkerProcess: true,
  schema: new URL('./schema.graphql', import.meta.url),
  egress: true,
  ...{ resolvers, routes, filesFolder, settings },
  async open(host, values) {
    const repository = openMediaRepository(host.databaseUrl, host.log);
    const [storage, conversion] = [await openStorage(values.storage, host.now), conversionOf(host, values)];
    const needs = { ...host, ...dumpAccess, repository, storage, conversion, limits: values };
    return {
      ...{ database: repository, moderationSources: moderationSourcesOf(repository) },
      createContext: contextsOf({ host, repository, storage, settings: values }),
      ...{ work: workOf(needs), jobs: jobsOf(needs), importers: importersOf(needs) },
      ...{ reactions: reactionsOf(host), snapshot: snapshotOfMedia(repository) },
      eraseUser: (store, userId) => eraseUser(host, store, userId),
      close: () => closeParts(needs),
    };
  },
});
