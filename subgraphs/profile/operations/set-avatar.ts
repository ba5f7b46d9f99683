import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import type { Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ProfileContext } from '../context.ts';
import type { Profile } from '../repository/profile.ts';
import { id, type MediaUnavailable, mediaUnavailable, noProfile } from './photo-rules.ts';

const INPUT = z.object({ mediaFileId: id });

interface Needs extends Pick<ProfileContext, 'caller'> {
  readonly repository: Pick<ProfileContext['repository'], 'profileOf'>;
}

/** Sets a media file as the viewer's avatar. Always refused, since there is no media domain yet. */
export async function setAvatar(
  { caller, repository }: Needs,
  input: unknown,
): Promise<Result<Profile, InvalidInput | NotFound | MediaUnavailable>> {
  const userId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  return (await repository.profileOf(userId)) === null ? noProfile() : mediaUnavailable();
}
