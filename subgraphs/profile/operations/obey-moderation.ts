import type { ObeyedDecision } from '../../../runtime/moderation/when-content-is-moderated.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { ProfileStore } from '../repository/index.ts';
import { announceFileAccess } from './file-access.ts';
import { stopShowingAll } from './show-files.ts';

type Store = Pick<
  ProfileStore,
  'announce' | 'clearProfile' | 'enqueueWork' | 'lockProfile' | 'ownerOfProfile' | 'photos' | 'profileOf'
>;

/**
 * Clears a profile that is removed, and withholds its files or shows them again, in the caller's transaction; returns the
 * signal to its subscribers for after the commit.
 */
export async function obeyModeration(
  { signals }: Pick<ProfileContext, 'signals'>,
  store: Store,
  { subjectId, decision, at }: ObeyedDecision,
): Promise<(() => Promise<void>) | undefined> {
  const userId = await store.ownerOfProfile(subjectId);
  if (userId === null) return undefined;
  if (decision === 'REMOVE') await clear(store, userId, at);
  else await announceFileAccess(store, decision === 'HIDE' ? 'ENDED' : 'RESTORED', { profileId: subjectId }, at);
  return async () => {
    await Promise.all([signals.notify(profileTopic(userId)), notifyWork(signals, 'profile')]);
  };
}

async function clear(store: Store, userId: string, at: Date): Promise<void> {
  await store.lockProfile(userId);
  const [profile, [photos = []]] = await Promise.all([store.profileOf(userId), store.photos([userId])]);
  if (profile === null) return;
  await store.clearProfile(profile.id, at);
  await stopShowingAll(store, profile, photos, at);
}
