import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { MediaContext } from '../context.ts';
import type { MediaStore } from '../repository/index.ts';
import { enqueueDeletion } from './file-changes.ts';

type Needs = Pick<MediaContext, 'now' | 'signals'>;
type Store = Pick<MediaStore, 'eraseFiles' | 'enqueueWork'>;

/** Deletes some of a person's files, and has their bytes deleted. */
export async function eraseUser({ now, signals }: Needs, store: Store, userId: string): Promise<ErasureStep> {
  const erased = await store.eraseFiles(userId);
  if (erased === null) return { isComplete: true };
  await enqueueDeletion(store, erased.keys, now());
  return { isComplete: false, afterCommit: () => notifyWork(signals, 'media') };
}
