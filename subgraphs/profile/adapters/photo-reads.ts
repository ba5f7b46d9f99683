import { createLoader } from '../../../runtime/database/loader.ts';
import type { ProfileContext } from '../context.ts';

/** Loads photos of many users in one statement, until the loader is cleared. */
export function createPhotoReads({
  photos,
}: Pick<ProfileContext['repository'], 'photos'>): Pick<ProfileContext, 'photosOf' | 'clearPhotos'> {
  const open = () => createLoader((userIds: readonly string[]) => photos(userIds));
  let loader = open();
  return {
    photosOf: async (userId) => (await loader.load(userId)) ?? [],
    clearPhotos() {
      loader = open();
    },
  };
}
