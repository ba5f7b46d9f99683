import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/input.ts';
import { type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ProfileContext } from '../context.ts';
import type { Profile } from '../repository/profile.ts';
import { id, type MediaUnavailable, MOST_PHOTOS, mediaUnavailable, noProfile } from './photo-rules.ts';

/** Why a photo was not added. */
export type AddProfilePhotoRefusal = InvalidInput | NotFound | RefusalOf<'PhotoLimitReached'> | MediaUnavailable;

const INPUT = z.object({ mediaFileId: id });

interface Needs extends Pick<ProfileContext, 'caller'> {
  readonly repository: Pick<ProfileContext['repository'], 'profileOf' | 'photos'>;
}

/** Puts a file of the media domain on the viewer's profile: refused, since no domain answers for files yet. */
export async function addProfilePhoto(
  { caller, repository }: Needs,
  input: unknown,
): Promise<Result<Profile, AddProfilePhotoRefusal>> {
  const userId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const [profile, [photos = []]] = await Promise.all([repository.profileOf(userId), repository.photos([userId])]);
  if (profile === null) return noProfile();
  if (photos.length >= MOST_PHOTOS) {
    return refuse({
      __typename: 'PhotoLimitReached',
      message: `A profile holds at most ${MOST_PHOTOS} photos.`,
      path: ['input', 'mediaFileId'],
    });
  }
  return mediaUnavailable();
}
