import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { ProfileStore } from '../repository/index.ts';
import type { Profile } from '../repository/profile.ts';
import { noProfile } from './photo-rules.ts';

/** What every change of photos needs. */
export interface PhotoNeeds extends Pick<ProfileContext, 'caller' | 'now' | 'signals' | 'forgetPhotos'> {
  readonly repository: { transaction<T>(work: (store: PhotoStore) => Promise<T>): Promise<T> };
}

/** The part of the store that changing photos needs, inside its transaction. */
export type PhotoStore = Pick<ProfileStore, 'lockProfile' | 'photos' | 'removePhoto' | 'orderPhotos' | 'changeProfile'>;

/**
 * Changes the viewer's photos: `change` does it while nobody else can, and answers null, or a refusal when nothing was
 * changed. Whoever listens to the profile is told.
 */
export async function changePhotos<Refusal>(
  { caller, now, signals, forgetPhotos, repository }: PhotoNeeds,
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

  forgetPhotos();
  await signals.notify(profileTopic(userId));
  return changed;
}
