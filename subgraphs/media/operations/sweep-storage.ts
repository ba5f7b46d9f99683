import type { MediaContext } from '../context.ts';
import { FILE_LOG, fileRejected } from '../events.ts';
import { logFileChange } from './file-changes.ts';

interface Needs extends Pick<MediaContext, 'now' | 'storage' | 'streams'> {
  readonly repository: Pick<MediaContext['repository'], 'transaction' | 'unnamedKeys' | 'filesWithKeys'>;
  readonly log: { error(found: object, message: string): void };
}

const BATCH_SIZE = 500;
/** Nothing that is written takes as long to get its row. */
const MIN_AGE_MS = 24 * 60 * 60 * 1_000;

/** Deletes bytes that no row names, and marks files whose bytes are gone: neither can come about but by a fault. */
export async function sweepStorage(needs: Needs, signal: AbortSignal): Promise<void> {
  const before = new Date(needs.now().getTime() - MIN_AGE_MS);
  const deletedKeys = await deleteUnnamedKeys(needs, before, signal);
  const brokenFiles = await markBrokenFiles(needs, before, signal);
  if (deletedKeys > 0 || brokenFiles.length > 0)
    needs.log.error({ deletedKeys, brokenFiles }, 'the storage of files and its tables differed');
}

async function deleteUnnamedKeys({ storage, repository }: Needs, before: Date, signal: AbortSignal): Promise<number> {
  let deleted = 0;
  let after: string | null = null;
  while (!signal.aborted) {
    const page: Awaited<ReturnType<typeof storage.list>> = await storage.list(after, BATCH_SIZE);
    const last = page.at(-1);
    if (last === undefined) break;
    const old = page.filter(({ modifiedAt }) => modifiedAt < before).map(({ key }) => key);
    const unnamed = old.length === 0 ? [] : await repository.unnamedKeys(old);
    if (unnamed.length > 0) await storage.delete(unnamed);
    deleted += unnamed.length;
    after = last.key;
  }
  return deleted;
}

async function markBrokenFiles(needs: Needs, before: Date, signal: AbortSignal): Promise<readonly string[]> {
  const broken: string[] = [];
  let after = '';
  while (!signal.aborted) {
    const page = await needs.repository.filesWithKeys(after, before, BATCH_SIZE);
    const last = page.at(-1);
    if (last === undefined) break;
    for (const { id, keys } of page) {
      if (await hasAll(needs, keys)) continue;
      if (await markBroken(needs, id, keys)) broken.push(id);
    }
    after = last.id;
  }
  return broken;
}

async function hasAll({ storage }: Needs, keys: readonly string[]): Promise<boolean> {
  for (const key of keys) if ((await storage.info(key)) === null) return false;
  return true;
}

/** False when the file has changed since its keys were read: then nothing was missing. */
async function markBroken({ repository, streams, now }: Needs, id: string, keys: readonly string[]): Promise<boolean> {
  const ownerId = await repository.transaction(async (store) => {
    const file = await store.lockFile(id);
    if (file?.storageKey == null || file.storageKey !== keys[0]) return null;
    await store.clearFile(id);
    await store.recordFailure(id, 'FAILED', 'The bytes of the file are lost. Upload it again.', now());
    await store.announce(fileRejected, { fileId: id, ownerId: file.ownerId, at: now().toISOString() }, now());
    await logFileChange(store, file, 'FAILED', now());
    return file.ownerId;
  });
  if (ownerId !== null) await streams.announce(FILE_LOG, ownerId);
  return ownerId !== null;
}
