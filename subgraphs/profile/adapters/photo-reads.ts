import { createLoader } from '../../../runtime/database/loader.ts';
import type { ProfileContext } from '../context.ts';

/** Photos of many people in one statement a hop, until they are forgotten. */
export function createPhotoReads({
  photos,
}: Pick<ProfileContext['repository'], 'photos'>): Pick<ProfileContext, 'photosOf' | 'forgetPhotos'> {
  const open = () => createLoader((userIds: readonly string[]) => photos(userIds));
  let loader = open();
  return {
    photosOf: async (userId) => (await loader.load(userId)) ?? [],
    forgetPhotos() {
      loader = open();
    },
  };
}
