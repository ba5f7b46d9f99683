import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import type { NotificationsStore } from '../repository/index.ts';

type Store = Pick<NotificationsStore, 'eraseOccurrences' | 'eraseActor'>;

/** Cancels what a person has caused and others have not received yet, and removes them as actor from other users' notifications. */
export async function eraseUser(store: Store, userId: string): Promise<ErasureStep> {
  await store.eraseOccurrences(userId);
  return { isComplete: await store.eraseActor(userId) };
}
