import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { MediaContext } from '../context.ts';
import { encodeForm } from '../events.ts';
import type { FileRow } from '../repository/file-columns.ts';
import { isDeferred } from './find-form.ts';

interface Needs extends Pick<MediaContext, 'now' | 'signals'> {
  readonly repository: Pick<MediaContext['repository'], 'enqueueWork' | 'fileToProcess'>;
  /** Its `wait` resolves once a form of the file was made since the last wait, or when the signal aborts. */
  readonly watchVariants: (fileId: string) => { wait(signal: AbortSignal): Promise<unknown>; close(): void };
}

/**
 * Has the deferred form of a file made, once for all who ask for it at a time, and waits until it is there, can no longer be
 * made, or `limit` aborts.
 */
export async function awaitVariant(
  { repository, signals, watchVariants, now }: Needs,
  { id: fileId, revision }: Pick<FileRow, 'id' | 'revision'>,
  limit: AbortSignal,
): Promise<void> {
  const watch = watchVariants(fileId);
  try {
    const item = { id: `${fileId}:${revision}:large.avif`, payload: { fileId, revision } };
    await repository.enqueueWork(encodeForm, [item], now());
    await notifyWork(signals, 'media');
    while (!limit.aborted) {
      const file = await repository.fileToProcess(fileId);
      if (file === null || file.revision !== revision || !isDeferred(file)) return;
      await watch.wait(limit);
    }
  } finally {
    watch.close();
  }
}
