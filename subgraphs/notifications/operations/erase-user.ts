import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import type { NotificationsStore } from '../repository/index.ts';

type Store = Pick<
  NotificationsStore,
  'eraseListener' | 'eraseOccurrences' | 'eraseInbox' | 'eraseActor' | 'eraseRelations'
>;

/** Erases a person's inbox and all that says how to reach them, and takes them out of what others were told. */
export async function eraseUser(store: Store, userId: string): Promise<ErasureStep> {
  await store.eraseListener(userId);
  await store.eraseOccurrences(userId);
  const isInboxGone = await store.eraseInbox(userId);
  const areRelationsGone = await store.eraseRelations(userId);
  return { isComplete: (await store.eraseActor(userId)) && isInboxGone && areRelationsGone };
}
