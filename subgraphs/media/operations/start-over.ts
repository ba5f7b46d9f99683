import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { MediaContext } from '../context.ts';
import { enqueueDeletion } from './file-changes.ts';

interface Needs extends Pick<MediaContext, 'now' | 'signals'> {
  readonly repository: Pick<MediaContext['repository'], 'transaction'>;
}

/** Removes what has arrived of an open upload, which takes the file from its first byte on again. */
export async function startOver({ repository, now, signals }: Needs, uploadId: string): Promise<void> {
  const keys = await repository.transaction(async (store) => {
    const removed = await store.removeParts(uploadId);
    await enqueueDeletion(store, removed, now());
    return removed;
  });
  if (keys.length > 0) await notifyWork(signals, 'media');
}
