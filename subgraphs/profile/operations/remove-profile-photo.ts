import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import type { Profile } from '../repository/profile.ts';
import { changePhotos, type PhotoNeeds } from './change-photos.ts';
import { id } from './photo-rules.ts';

const INPUT = z.object({ photoId: id });

/** Removes a photo from the viewer's profile. Another user's photo is refused like an unknown one. */
export async function removeProfilePhoto(
  needs: PhotoNeeds,
  input: unknown,
): Promise<Result<Profile, InvalidInput | NotFound>> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  return changePhotos<NotFound>(needs, async (store, userId) =>
    (await store.removePhoto(userId, parsed.value.photoId))
      ? done(null)
      : notFound('You have no photo with this id.', 'photoId'),
  );
}
