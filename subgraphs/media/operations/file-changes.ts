import { deleteBytes, FILE_LOG } from '../events.ts';
import type { FileRow } from '../repository/file-columns.ts';
import type { MediaStore } from '../repository/index.ts';

/** Has bytes deleted after the commit, if there are any: the caller notifies the work queue. */
export async function enqueueDeletion(
  store: Pick<MediaStore, 'enqueueWork'>,
  keys: readonly string[],
  at: Date,
): Promise<void> {
  if (keys.length > 0) await store.enqueueWork(deleteBytes, [{ payload: { keys } }], at);
}

/** Takes all bytes from a file, and returns their keys. */
export const takeBytes = async (
  store: Pick<MediaStore, 'clearFile'>,
  { id, storageKey }: Pick<FileRow, 'id' | 'storageKey'>,
): Promise<readonly string[]> => [...(await store.clearFile(id)), ...(storageKey === null ? [] : [storageKey])];

/** Logs a change for who follows the files of their owner, who are signalled after the commit. */
export const logFileChange = (
  store: Pick<MediaStore, 'appendToLogs'>,
  { id, ownerId }: Pick<FileRow, 'id' | 'ownerId'>,
  change: FileRow['state'] | 'DELETED',
  at: Date,
): Promise<void> =>
  store.appendToLogs([{ log: FILE_LOG.name, key: ownerId, people: [ownerId], data: { fileId: id, change } }], at);
