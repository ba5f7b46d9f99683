import DataLoader from 'dataloader';
import { MAX_BATCH_SIZE } from '../../runtime/database/loader.ts';
import { createPageLoader } from '../../runtime/database/page-loader.ts';
import { createViewerLoader } from '../../runtime/database/viewer-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { GraphQLRequest } from '../../runtime/executor/executor.ts';
import { createPaging } from '../../runtime/operations/connection.ts';
import { cursorPart } from '../../runtime/operations/cursor-parts.ts';
import { isModerator } from '../../runtime/operations/moderators.ts';
import { createFileAccess } from '../../runtime/signed-links/file-access.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { createFileUrls } from './adapters/file-urls.ts';
import { createFormReader } from './adapters/form-reader.ts';
import { hashOf } from './adapters/hash-of.ts';
import { readFile } from './adapters/read-file.ts';
import { createTusHandler } from './adapters/tus-handler.ts';
import { createUploadUrls } from './adapters/upload-urls.ts';
import { watchVariants } from './adapters/watch-variants.ts';
import { createWorkFolders } from './adapters/work-folder.ts';
import { isClassifierInstalled, openClassifier } from './classifier/classifier.ts';
import type { MediaContext } from './context.ts';
import { VARIANTS_TOPIC } from './events.ts';
import { awaitVariant } from './operations/await-variant.ts';
import type { FileConversion } from './operations/file-conversion.ts';
import { conversionsAtOnce, warnWithoutFfmpeg } from './processing/conversion-abilities.ts';
import { encodeVariant } from './processing/encode-variant.ts';
import { processFile } from './processing/process-file.ts';
import type { FileRow } from './repository/file-columns.ts';
import type { Category, CategoryPath, FileReference, MediaFile, MediaRepository } from './repository/index.ts';
import type { MediaSettings } from './settings.ts';
import type { Storage } from './storage/storage.ts';

/** What reads files of a dump. */
export const dumpAccess = { readFile };

/** How long a request for bytes waits for a form that is made now. Encoding takes a second or two where nothing waits. */
const VARIANT_WAIT_MS = 10_000;

const FILES = createPaging({
  name: 'media.files',
  key: [cursorPart.text],
  keyOf: ({ id }: MediaFile) => [id],
});

const CATEGORIES = createPaging({
  name: 'media.categories',
  key: [cursorPart.text],
  keyOf: ({ slug }: Category) => [slug],
});

/** What contexts are made of: all of it outlives a request. */
export interface ContextParts {
  readonly host: Pick<Host, 'signals' | 'streams' | 'now'>;
  readonly repository: MediaRepository;
  readonly storage: Storage;
  readonly settings: MediaSettings;
}

/** What processes files in this process. */
export function conversionOf({ now, log, role }: Pick<Host, 'now' | 'log' | 'role'>, settings: MediaSettings) {
  if (role !== 'service') void warnWithoutFfmpeg(log);
  const classifier = isClassifierInstalled() ? openClassifier() : null;
  return {
    concurrency: conversionsAtOnce(),
    openFolder: createWorkFolders(settings.dataDir, now),
    processFile,
    encodeVariant,
    mode: settings.moderation ?? (classifier === null ? settings.moderationFallback : 'classifier'),
    classify: classifier?.classify ?? null,
    reportError: (error, fileId) => log.error({ err: error, fileId }, 'a file could not be processed or judged'),
    close: async () => classifier?.close(),
  } satisfies FileConversion & { close(): Promise<void> };
}

/** Closes what is open beside the database. */
export async function closeParts(parts: {
  readonly conversion: ReturnType<typeof conversionOf>;
  readonly storage: Storage;
}): Promise<void> {
  await Promise.all([parts.conversion.close(), parts.storage.close()]);
}

/** Returns the function that creates the context of each request, over the parts that all requests share. */
export function contextsOf({ host, repository, storage, settings }: ContextParts) {
  const { signals, streams, now } = host;
  const { linkSecrets, baseUrl, publicUrl } = settings;
  const access = createFileAccess(linkSecrets);
  const waiting = { watchVariants: watchVariants(signals, VARIANTS_TOPIC) };
  const shared = {
    ...{ signals, streams, now, repository, storage, hashOf },
    limits: settings,
    awaitVariant: (file: FileRow) =>
      awaitVariant({ ...waiting, repository, signals, now }, file, AbortSignal.timeout(VARIANT_WAIT_MS)),
    handleTus: createTusHandler(),
    readForm: createFormReader(),
    fileUrls: createFileUrls(linkSecrets, baseUrl),
    uploadUrls: createUploadUrls(linkSecrets, publicUrl),
  };
  return (caller: Caller, { requestId }: Pick<GraphQLRequest, 'requestId'> = {}): MediaContext => {
    const viewer = { id: caller.viewerId ?? '', isModerator: isModerator(caller) };
    const queryOf = (reference: FileReference) => ({
      ...reference,
      grantId: access.verify(reference.access, reference.id, caller.viewerId, now())?.grantId ?? null,
    });
    return {
      ...shared,
      caller,
      requestId: requestId ?? null,
      files: new DataLoader((references) => repository.visibleFiles(viewer, references.map(queryOf)), {
        cacheKeyFn: ({ id, access: text }: FileReference) => `${id} ${text}`,
        maxBatchSize: MAX_BATCH_SIZE,
      }),
      uploads: createViewerLoader(caller.viewerId, repository.uploads),
      usages: new DataLoader(repository.usages, { maxBatchSize: MAX_BATCH_SIZE }),
      categories: new DataLoader(repository.categories, { maxBatchSize: MAX_BATCH_SIZE }),
      categoriesAt: new DataLoader(repository.categoriesAt, {
        cacheKeyFn: ({ scope, path }: CategoryPath) => `${scope} ${path}`,
        maxBatchSize: MAX_BATCH_SIZE,
      }),
      categoryPages: createPageLoader(CATEGORIES, repository.categoryPages),
      publicFileCounts: new DataLoader(repository.publicFileCounts, { maxBatchSize: MAX_BATCH_SIZE }),
      filePages: createPageLoader(FILES, (request) => repository.filePages(viewer.id, request)),
    };
  };
}
