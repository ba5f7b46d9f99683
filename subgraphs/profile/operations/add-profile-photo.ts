import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ProfileContext } from '../context.ts';
import type { Profile } from '../repository/profile.ts';
import { id, MAX_PHOTOS, type MediaUnavailable, mediaUnavailable, noProfile } from './photo-rules.ts';

/** Reasons why a photo is not added. */
export type AddProfilePhotoRefusal = InvalidInput | NotFound | RefusalOf<'PhotoLimitReached'> | MediaUnavailable;

const INPUT = z.object({ mediaFileId: id });

interface Needs extends Pick<ProfileContext, 'caller'> {
  readonly repository: Pick<ProfileContext['repository'], 'profileOf' | 'photos'>;
}

/** Adds a media file to the viewer's photos. Always refused, since there is no media domain yet. */
export async function addProfilePhoto(
  { caller, repository }: Needs,
  input: unknown,
): Promise<Result<Profile, AddProfilePhotoRefusal>> {
  const userId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const [profile, [photos = []]] = await Promise.all([repository.profileOf(userId), repository.photos([userId])]);
  if (profile === null) return noProfile();
  if (photos.length >= MAX_PHOTOS) {
    return refuse({
      __typename: 'PhotoLimitReached',
      message: `A profile can have at most ${MAX_PHOTOS} photos.`,
      path: ['input', 'mediaFileId'],
    });
  }
  return mediaUnavailable();
}
