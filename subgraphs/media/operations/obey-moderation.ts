import type { ObeyedDecision } from '../../../runtime/moderation/when-content-is-moderated.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { MediaContext } from '../context.ts';
import { FILE_LOG, fileReady, fileRejected } from '../events.ts';
import type { FileRow } from '../repository/file-columns.ts';
import type { MediaStore } from '../repository/index.ts';
import { enqueueDeletion, logFileChange, takeBytes } from './file-changes.ts';

type Needs = Pick<MediaContext, 'signals' | 'streams'>;

type Store = Pick<
  MediaStore,
  | 'lockFile'
  | 'clearFile'
  | 'recordFailure'
  | 'recordDecision'
  | 'addRemovedContent'
  | 'announce'
  | 'enqueueWork'
  | 'appendToLogs'
>;

const REASON = 'Moderators have removed this file.';

/**
 * Hides, removes or restores a file in the caller's transaction; returns what is left for after the commit. A file that waits
 * for a moderator can be shown once it is restored. Of a removed one the bytes are deleted, and are known when they come again.
 */
export async function obeyModeration(
  { signals, streams }: Needs,
  store: Store,
  { subjectId, decision, at }: ObeyedDecision,
): Promise<(() => Promise<void>) | undefined> {
  const file = await store.lockFile(subjectId);
  if (file === null || file.decision === 'REMOVED') return undefined;
  if (decision === 'HIDE') {
    await store.recordDecision(file.id, 'HIDDEN', at);
    return undefined;
  }
  if (decision === 'REMOVE') await remove(store, file, at);
  else if (!(await restore(store, file, at))) return undefined;
  return async () => {
    await Promise.all([notifyWork(signals, 'media'), streams.announce(FILE_LOG, file.ownerId)]);
  };
}

async function remove(store: Store, file: FileRow, at: Date): Promise<void> {
  const keys = await takeBytes(store, file);
  await store.recordFailure(file.id, 'REJECTED', REASON, at);
  await store.recordDecision(file.id, 'REMOVED', at);
  if (file.checksum !== null) await store.addRemovedContent(file.checksum, file.perceptualHash, at);
  await store.announce(fileRejected, { fileId: file.id, ownerId: file.ownerId, at: at.toISOString() }, at);
  await enqueueDeletion(store, keys, at);
  await logFileChange(store, file, 'REJECTED', at);
}

/** False when the file cannot be shown, or could be all the time. */
async function restore(store: Store, file: FileRow, at: Date): Promise<boolean> {
  await store.recordDecision(file.id, 'APPROVED', at);
  const { id: fileId, ownerId, purpose, kind, contentType, state, decision } = file;
  if (state !== 'QUARANTINED' && !(state === 'READY' && decision === 'HIDDEN')) return false;
  await store.announce(fileReady, { ...{ fileId, ownerId, at: at.toISOString() }, purpose, kind, contentType }, at);
  await logFileChange(store, file, 'READY', at);
  return true;
}
