import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { MediaContext } from '../context.ts';
import { enqueueDeletion } from './file-changes.ts';

interface Needs extends Pick<MediaContext, 'now' | 'signals'> {
  readonly repository: Pick<MediaContext['repository'], 'transaction'>;
}

/** Ends an open upload, without its file, and has removed what has arrived; false when it is not open. */
export async function endUpload(
  { repository, now, signals }: Needs,
  uploadId: string,
  state: 'ABORTED' | 'EXPIRED',
): Promise<boolean> {
  const isEnded = await repository.transaction(async (store) => {
    const keys = await store.endUpload(uploadId, state);
    if (keys === null) return false;
    await enqueueDeletion(store, keys, now());
    return true;
  });
  if (isEnded) await notifyWork(signals, 'media');
  return isEnded;
}
