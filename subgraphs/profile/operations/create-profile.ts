import { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { Profile } from '../repository/profile.ts';
import { isReservedNickname, nicknameInput } from './nickname.ts';
import { type NicknameTaken, nicknameTaken } from './nickname-taken.ts';
import { changesOf, nicknameColumns, profileFields } from './profile-fields.ts';
import { publishFacts } from './publish-facts.ts';

const INPUT = z.object({ ...profileFields, nickname: nicknameInput });

/** Reasons why a profile is not created. */
export type CreateProfileRefusal = InvalidInput | NicknameTaken | RefusalOf<'ProfileExists'>;

interface Needs extends Pick<ProfileContext, 'caller' | 'now' | 'signals'> {
  readonly repository: Pick<ProfileContext['repository'], 'transaction'>;
}

/** Creates a profile for a viewer who has none, and claims its nickname. */
export async function createProfile(
  { caller, now, signals, repository }: Needs,
  input: unknown,
): Promise<Result<Profile, CreateProfileRefusal>> {
  const userId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { nickname } = parsed.value;
  if (isReservedNickname(nickname)) return nicknameTaken();

  const created = await repository.transaction(async (store): Promise<Result<Profile, CreateProfileRefusal>> => {
    if ((await store.profileOf(userId)) !== null) return profileExists();
    if (!(await store.claimNickname({ key: nickname.key, userId, expiresAt: null }, now()))) return nicknameTaken();
    const profile = await store.addProfile(
      {
        displayName: nickname.shown,
        ...changesOf(parsed.value),
        ...nicknameColumns(nickname),
        id: newId('prf', now()),
        userId,
      },
      now(),
    );
    await store.releaseNicknames(userId);
    if (profile === null) return profileExists();
    await publishFacts(store, profile, profile, now());
    return done(profile);
  });

  if (created.ok) await signals.notify(profileTopic(userId));
  return created;
}

const profileExists = () =>
  refuse({ __typename: 'ProfileExists', message: 'You already have a profile.', path: ['input'] });
