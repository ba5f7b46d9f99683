import type { WorkItem } from '../../../runtime/work/work-handler.ts';
import type { MediaContext } from '../context.ts';
import { VARIANTS_TOPIC } from '../events.ts';
import type { StoredVariant } from '../repository/file-columns.ts';
import type { MediaStore } from '../repository/index.ts';
import { enqueueDeletion } from './file-changes.ts';
import type { FileConversion } from './file-conversion.ts';
import { DEFERRED_FORM, isDeferred, pathOf } from './find-form.ts';

/** The item `encode-form`. */
type Item = Pick<WorkItem<{ readonly fileId: string; readonly revision: number }>, 'payload'>;

interface EncodeNeeds extends Pick<MediaContext, 'storage'> {
  readonly repository: Pick<MediaContext['repository'], 'fileToProcess'>;
  readonly conversion: Pick<FileConversion, 'openFolder' | 'encodeVariant'>;
}

/**
 * Makes the deferred form of a file from its original and stores it beside the others. Null when there is nothing to do.
 *
 * @throws when it cannot be made, after some attempts for good: the original could be read before.
 */
export async function encodeDeferredForm(
  { repository, storage, conversion }: EncodeNeeds,
  { payload: { fileId, revision } }: Item,
  signal: AbortSignal,
): Promise<StoredVariant | null> {
  const file = await repository.fileToProcess(fileId);
  if (file === null || file.revision !== revision || file.storageKey === null || !isDeferred(file)) return null;
  const original = await storage.read(file.storageKey, undefined, signal);
  if (original === null) throw new Error(`The bytes of the file ${fileId} are gone.`);
  const folder = await conversion.openFolder();
  try {
    await folder.writeInput(original.body);
    const { inputPath, outDir } = folder;
    const made = await conversion.encodeVariant({ inputPath, outDir, ...DEFERRED_FORM, signal });
    if ('rejected' in made) throw new Error(`The file ${fileId} cannot be encoded: ${made.rejected}.`);
    const storageKey = `files/${fileId}/${revision}/${pathOf(DEFERRED_FORM)}`;
    const { path, contentType, width, height } = made;
    const { byteSize } = await storage.put(storageKey, folder.read(path), { contentType });
    return { ...DEFERRED_FORM, contentType, width, height, byteSize, storageKey };
  } finally {
    await folder.remove();
  }
}

/** Records the form, in the transaction that ends the item, and wakes who waits for it. */
export async function finishForm(
  { now, signals }: Pick<MediaContext, 'now' | 'signals'>,
  store: Pick<MediaStore, 'lockFile' | 'addVariant' | 'unnamedKeys' | 'enqueueWork'>,
  { fileId, revision }: Item['payload'],
  variant: StoredVariant | null,
): Promise<() => Promise<void>> {
  if (variant !== null) {
    const file = await store.lockFile(fileId);
    if (file?.revision === revision && file.storageKey !== null) await store.addVariant(fileId, variant);
    else await enqueueDeletion(store, await store.unnamedKeys([variant.storageKey]), now());
  }
  return () => signals.notify(VARIANTS_TOPIC, fileId);
}
