import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { MediaContext } from '../context.ts';
import { FILE_LOG, fileDeleted } from '../events.ts';
import type { MediaStore } from '../repository/index.ts';
import { enqueueDeletion, logFileChange } from './file-changes.ts';

type Needs = Pick<MediaContext, 'now' | 'signals' | 'streams'>;

type Store = Pick<MediaStore, 'lockFile' | 'deleteFiles' | 'enqueueWork' | 'announce' | 'appendToLogs'>;

/**
 * Deletes the file of a recording that its host has deleted, in the caller's transaction; its bytes follow. Returns what is left
 * for after the commit. Nothing happens when the file is gone, or was not stored for a stream.
 */
export async function dropRecording(
  { now, signals, streams }: Needs,
  store: Store,
  fileId: string,
): Promise<(() => Promise<void>) | undefined> {
  const file = await store.lockFile(fileId);
  if (file === null || file.purpose !== 'STREAM') return undefined;
  const { ownerId } = file;
  const { keys } = await store.deleteFiles([fileId]);
  await enqueueDeletion(store, keys, now());
  await store.announce(fileDeleted, { fileId, ownerId, at: now().toISOString() }, now());
  await logFileChange(store, file, 'DELETED', now());
  return async () => {
    await Promise.all([notifyWork(signals, 'media'), streams.announce(FILE_LOG, ownerId)]);
  };
}
