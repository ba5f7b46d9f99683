import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import type { NotificationsStore } from '../repository/index.ts';

type Store = Pick<NotificationsStore, 'eraseOccurrences' | 'eraseActor'>;

/** Erases what a person has caused that others are yet to be told, and takes them out of what others were told. */
export async function eraseUser(store: Store, userId: string): Promise<ErasureStep> {
  await store.eraseOccurrences(userId);
  return { isComplete: await store.eraseActor(userId) };
}
