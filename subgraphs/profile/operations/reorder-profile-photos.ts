import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import type { Profile } from '../repository/profile.ts';
import { changePhotos, type PhotoNeeds } from './change-photos.ts';
import { id, MAX_PHOTOS } from './photo-rules.ts';

const INPUT = z.object({
  photoIds: z
    .array(id)
    .max(MAX_PHOTOS, `A profile can have at most ${MAX_PHOTOS} photos.`)
    .refine((ids) => new Set(ids).size === ids.length, 'List each photo only once.'),
});

/** Reorders the viewer's photos. All of them must be listed, so that two devices cannot mix two orders. */
export async function reorderProfilePhotos(
  needs: PhotoNeeds,
  input: unknown,
): Promise<Result<Profile, InvalidInput | NotFound>> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { photoIds } = parsed.value;

  return changePhotos<InvalidInput | NotFound>(needs, async (store, userId) => {
    const [photos = []] = await store.photos([userId]);
    const own = new Set(photos.map((photo) => photo.id));
    const foreignIndex = photoIds.findIndex((photoId) => !own.has(photoId));
    if (foreignIndex >= 0) return notFound('You have no photo with this id.', 'photoIds', String(foreignIndex));
    if (photoIds.length < photos.length)
      return refuse({ __typename: 'InvalidInput', message: 'List all of your photos.', path: ['input', 'photoIds'] });
    await store.orderPhotos(userId, photoIds);
    return done(null);
  });
}
