import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { ProfileStore } from '../repository/index.ts';

/** Erases a person's profile, and then what is known of whom they knew. Whoever follows the profile is told to look. */
export async function eraseUser(
  { signals }: Pick<ProfileContext, 'signals'>,
  store: Pick<ProfileStore, 'eraseProfile' | 'eraseRelations'>,
  userId: string,
): Promise<ErasureStep> {
  await store.eraseProfile(userId);
  return { isComplete: await store.eraseRelations(userId), afterCommit: () => signals.notify(profileTopic(userId)) };
}
