import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { ProfileStore } from '../repository/index.ts';
import type { Profile } from '../repository/profile.ts';
import { noProfile } from './photo-rules.ts';

/** Dependencies shared by all changes to photos. */
export interface PhotoNeeds extends Pick<ProfileContext, 'caller' | 'now' | 'signals' | 'clearPhotos'> {
  readonly repository: { transaction<T>(work: (store: PhotoStore) => Promise<T>): Promise<T> };
}

/** Store functions that a change to photos may call in its transaction. */
export type PhotoStore = Pick<
  ProfileStore,
  | 'addPhoto'
  | 'announce'
  | 'changeProfile'
  | 'enqueueWork'
  | 'lockProfile'
  | 'orderPhotos'
  | 'photos'
  | 'profileOf'
  | 'removePhoto'
>;

/**
 * Changes the viewer's photos: runs `change` under the profile's lock and returns its refusal, if any. Notifies subscribers
 * of the profile.
 */
export async function changePhotos<Refusal>(
  { caller, now, signals, clearPhotos, repository }: PhotoNeeds,
  change: (store: PhotoStore, userId: string) => Promise<Result<null, Refusal>>,
): Promise<Result<Profile, Refusal | ReturnType<typeof noProfile>['refusal']>> {
  const userId = viewerOf(caller);
  const changed = await repository.transaction(async (store) => {
    if (!(await store.lockProfile(userId))) return noProfile();
    const outcome = await change(store, userId);
    if (!outcome.ok) return outcome;
    const profile = await store.changeProfile(userId, {}, now());
    return profile === null ? noProfile() : done(profile);
  });
  if (!changed.ok) return changed;

  clearPhotos();
  await signals.notify(profileTopic(userId));
  return changed;
}
