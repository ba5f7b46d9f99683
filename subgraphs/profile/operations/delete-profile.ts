import type { NotFound } from '../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { ProfileContext } from '../context.ts';
import { profileRemoved, profileTopic } from '../events.ts';
import type { Profile } from '../repository/profile.ts';
import { stopShowingAll } from './show-files.ts';

interface Needs extends Pick<ProfileContext, 'caller' | 'now' | 'signals'> {
  readonly repository: Pick<ProfileContext['repository'], 'transaction'>;
}

/** Deletes the viewer's profile and releases its nickname. Returns the profile as it was. */
export async function deleteProfile({ caller, now, signals, repository }: Needs): Promise<Result<Profile, NotFound>> {
  const userId = viewerOf(caller);
  const removed = await repository.transaction(async (store) => {
    const [photos = []] = await store.photos([userId]);
    const profile = await store.removeProfile(userId);
    if (profile === null) return null;
    await store.releaseNicknames(userId);
    await store.announce(profileRemoved, { userId, at: now().toISOString() }, now());
    await stopShowingAll(store, profile, photos, now());
    return profile;
  });
  if (removed === null) return refuse({ __typename: 'NotFound', message: 'You have no profile.', path: [] });

  await Promise.all([signals.notify(profileTopic(userId)), notifyWork(signals, 'profile')]);
  return done(removed);
}
