import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { Profile } from '../repository/profile.ts';
import { changePhotos, type PhotoNeeds } from './change-photos.ts';
import { id } from './photo-rules.ts';
import { stopShowing } from './show-files.ts';

const INPUT = z.object({ photoId: id });

/** Removes a photo from the viewer's profile. Another user's photo is refused like an unknown one. */
export async function removeProfilePhoto(
  needs: PhotoNeeds,
  input: unknown,
): Promise<Result<Profile, InvalidInput | NotFound>> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { photoId } = parsed.value;
  const removed = await changePhotos<NotFound>(needs, async (store, userId) => {
    const mediaFileId = await store.removePhoto(userId, photoId);
    if (mediaFileId === null) return notFound('You have no photo with this id.', 'photoId');
    await stopShowing(store, { ownerId: userId, subjectId: photoId, fileId: mediaFileId }, needs.now());
    return done(null);
  });
  if (removed.ok) await notifyWork(needs.signals, 'profile');
  return removed;
}
