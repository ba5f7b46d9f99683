import type { Logger } from 'pino';
import type { Prisma } from '../../../prisma/generated/media/client.ts';
import { createAuditLog } from '../../../runtime/audit/audit-log.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createLogStore } from '../../../runtime/live/stored-log.ts';
import { createWorkQueue } from '../../../runtime/work/enqueue-work.ts';
import { createAccessEndStore } from './access-ends.ts';
import { createCategoryStore } from './categories.ts';
import { createDeletionStore } from './erasure.ts';
import { createFileLog } from './file-log.ts';
import { createFileImportStore } from './imported-files.ts';
import { createOwnFileStore } from './own-files.ts';
import { createPartStore } from './parts.ts';
import { createProcessedFileStore } from './processed-files.ts';
import { createSweepStore } from './sweep.ts';
import { createUploadStore } from './uploads.ts';
import { createUsageStore } from './usages.ts';
import { createVisibleFileStore } from './visible-files.ts';

const createStore = (db: Prisma.TransactionClient) => ({
  ...createVisibleFileStore(db),
  ...createOwnFileStore(db),
  ...createUploadStore(db),
  ...createFileImportStore(db),
  ...createPartStore(db),
  ...createProcessedFileStore(db),
  ...createSweepStore(db),
  ...createUsageStore(db),
  ...createAuditLog(db),
  ...createAccessEndStore(db),
  ...createDeletionStore(db),
  ...createCategoryStore(db),
  ...createAuditLog(db),
  ...createLogStore(db),
  ...createOutbox(db),
  ...createWorkQueue(db),
  fileLog: createFileLog(db),
});

export type { Category, CategoryPath } from './categories.ts';
export type { FileChange } from './file-log.ts';
export type { FileFacts } from './imported-files.ts';
export type { MediaUpload } from './uploads.ts';
export type { MediaUsage } from './usages.ts';
export type { FileReference, MediaFile } from './visible-files.ts';

/** What the domain stores and finds, inside a transaction or outside. */
export type MediaStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type MediaRepository = ReturnType<typeof openMediaRepository>;

/** Opens the domain's tables; connects when first used. */
export const openMediaRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    schema: 'media',
    databaseUrl,
    log,
    openClient: async (options) =>
      new (await import('../../../prisma/generated/media/client.ts')).PrismaClient(options),
    createStore,
  });
