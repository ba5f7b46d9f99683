import type { MediaContext } from '../context.ts';
import { FILE_LOG, fileQuarantined, fileReady, fileRejected } from '../events.ts';
import type { FileRow } from '../repository/file-columns.ts';
import type { MediaStore } from '../repository/index.ts';
import type { FinishedFile } from '../repository/processed-files.ts';
import { enqueueDeletion, logFileChange, takeBytes } from './file-changes.ts';

type Needs = Pick<MediaContext, 'now' | 'streams'>;

type Store = Pick<
  MediaStore,
  | 'lockFile'
  | 'unnamedKeys'
  | 'clearFile'
  | 'recordFile'
  | 'recordFailure'
  | 'announce'
  | 'enqueueWork'
  | 'appendToLogs'
>;

/**
 * Records what came of processing a file, in the transaction that ends the item; bytes that no row names by then are deleted
 * after it. A file that was deleted meanwhile leaves only its new bytes to be deleted.
 */
export async function finishProcessing(
  { now, streams }: Needs,
  store: Store,
  payload: { readonly fileId: string; readonly revision: number },
  finished: FinishedFile | null,
): Promise<() => Promise<void>> {
  const nothing = async (): Promise<void> => undefined;
  if (finished === null) return nothing;
  const file = await store.lockFile(payload.fileId);
  const made = keysOf(finished);
  if (file === null || file.revision !== payload.revision || file.state !== 'PROCESSING') {
    // Of one that another process has converted since, the keys are those of its rows.
    const unnamed = made.length === 0 ? [] : await store.unnamedKeys(made);
    await enqueueDeletion(store, unnamed, now());
    return nothing;
  }
  const stale = await takeBytes(store, file);
  await record(store, file, finished, now());
  const keys = stale.filter((key) => !made.includes(key));
  await enqueueDeletion(store, keys, now());
  await logFileChange(store, file, finished.state, now());
  return () => streams.announce(FILE_LOG, file.ownerId);
}

const keysOf = (finished: FinishedFile): readonly string[] =>
  'storageKey' in finished ? [finished.storageKey, ...finished.variants.map(({ storageKey }) => storageKey)] : [];

async function record(
  store: Store,
  { id, ownerId, purpose }: FileRow,
  finished: FinishedFile,
  at: Date,
): Promise<void> {
  const fact = { fileId: id, ownerId, at: at.toISOString() };
  if (!('storageKey' in finished)) {
    await store.recordFailure(id, finished.state, finished.reason, at);
    return store.announce(fileRejected, fact, at);
  }
  await store.recordFile(id, finished, at);
  const { kind, contentType, labels } = finished;
  if (finished.state === 'READY') return store.announce(fileReady, { ...fact, purpose, kind, contentType }, at);
  return store.announce(fileQuarantined, { ...fact, labels }, at);
}
