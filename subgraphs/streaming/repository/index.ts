import type { Logger } from 'pino';
import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { createCategoryCopy } from '../../../runtime/categories/category-store.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createLogStore } from '../../../runtime/live/stored-log.ts';
import { createSagaStore } from '../../../runtime/sagas/begin-saga.ts';
import { createWorkQueue } from '../../../runtime/work/enqueue-work.ts';
import { createAudienceReads } from './audience-numbers.ts';
import { createBanStore } from './bans.ts';
import { createBlockReads } from './blocks.ts';
import { createErasureStore } from './erasure.ts';
import { createGiftCatalog } from './gift-catalog.ts';
import { createGiftStore } from './gifts.ts';
import { createIngestStore } from './ingest.ts';
import { createListingStore } from './listings.ts';
import { createModeratedStreams } from './moderated-streams.ts';
import { createRecordingFileStore } from './recording-files.ts';
import { createRecordingStore } from './recordings.ts';
import { createStartStore } from './starts.ts';
import { createStatusStore } from './statuses.ts';
import { createDetailStore } from './stream-details.ts';
import { createStreamStore } from './streams.ts';
import { createViewerStore } from './viewers.ts';

/** What streaming stores and finds, within a transaction or outside. */
export type StreamingStore = ReturnType<typeof createStreamingStore>;

/** The streaming domain's tables, open. */
export type StreamingRepository = ReturnType<typeof openStreamingRepository>;

const createStreamingStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  ...createStreamStore(db),
  ...createStatusStore(db),
  ...createStartStore(db),
  ...createListingStore(db),
  ...createIngestStore(db),
  ...createViewerStore(db),
  ...createBlockReads(db),
  ...createErasureStore(db),
  ...createModeratedStreams(db),
  ...createDetailStore(db),
  ...createBanStore(db),
  ...createGiftStore(db),
  ...createGiftCatalog(db),
  categories: createCategoryCopy(db).categories,
  ...createRecordingStore(db),
  ...createAudienceReads(db),
  ...createLogStore(db),
  ...createSagaStore(db),
  ...createRecordingFileStore(db),
  ...createOutbox(db),
  ...createWorkQueue(db),
});

/** Opens the domain's tables; connects when first used. */
export const openStreamingRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    schema: 'streaming',
    databaseUrl,
    log,
    poolSize: 3,
    openClient: async (options) =>
      new (await import('../../../prisma/generated/streaming/client.ts')).PrismaClient(options),
    createStore: createStreamingStore,
  });
