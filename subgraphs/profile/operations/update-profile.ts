import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { Profile } from '../repository/profile.ts';
import { isReservedNickname } from './nickname.ts';
import { type NicknameTaken, nicknameTaken } from './nickname-taken.ts';
import { changesOf, profileChangeInput } from './profile-fields.ts';
import { publishFacts } from './publish-facts.ts';

/** Reasons why a profile is not updated. */
export type UpdateProfileRefusal = InvalidInput | NicknameTaken | NotFound;

interface Needs extends Pick<ProfileContext, 'caller' | 'now' | 'signals'> {
  readonly repository: Pick<ProfileContext['repository'], 'transaction'>;
}

/** Updates the viewer's profile. A new nickname is claimed and the old one released in the same transaction. */
export async function updateProfile(
  { caller, now, signals, repository }: Needs,
  input: unknown,
): Promise<Result<Profile, UpdateProfileRefusal>> {
  const userId = viewerOf(caller);
  const parsed = parseInput(profileChangeInput, input);
  if (!parsed.ok) return parsed;
  const { nickname } = parsed.value;
  if (nickname && isReservedNickname(nickname)) return nicknameTaken();

  const changed = await repository.transaction(async (store): Promise<Result<Profile, UpdateProfileRefusal>> => {
    if (nickname && !(await store.claimNickname({ key: nickname.key, userId, expiresAt: null }, now())))
      return nicknameTaken();
    const changes = changesOf(parsed.value);
    const profile = await store.changeProfile(userId, changes, now());
    if (nickname) await store.releaseNicknames(userId);
    if (profile === null) return notFound('You have no profile.');
    await publishFacts(store, profile, changes, now());
    return done(profile);
  });

  if (changed.ok) await signals.notify(profileTopic(userId));
  return changed;
}
