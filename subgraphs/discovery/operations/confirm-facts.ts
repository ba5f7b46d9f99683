import { z } from 'zod';
import { genderInput } from '../../../runtime/operations/genders.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { interestKey } from '../../../runtime/operations/interests.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../context.ts';
import type { DiscoveryProfile } from '../repository/index.ts';

interface Needs extends Pick<DiscoveryContext, 'caller' | 'ask' | 'now' | 'ownProfile'> {
  readonly repository: Pick<DiscoveryContext['repository'], 'noteBirthDates' | 'confirmProfile'>;
}

const BIRTH_DATE = 'query DiscoveryBirthDate($ids: [ID!]!) { users(ids: $ids) { dateOfBirth } }';
const PROFILE = `query DiscoveryProfile($userId: ID!) {
  profile(userId: $userId) { gender interests location { city country } visibility }
}`;

const BIRTH_DATE_ANSWER = z.object({ users: z.array(z.object({ dateOfBirth: z.string().nullish() }).nullable()) });
const PROFILE_ANSWER = z.object({
  profile: z
    .object({
      gender: genderInput.nullable(),
      interests: z.array(z.string()),
      location: z.object({ city: z.string().nullable(), country: z.string().nullable() }).nullable(),
      visibility: z.string(),
    })
    .nullable(),
});

/**
 * Asks auth and profile for facts of the viewer that the domain's copy lacks: it lags behind what they have just entered.
 *
 * @throws a fault `UNAVAILABLE` when one of the two cannot be asked.
 */
export async function confirmFacts(needs: Needs, profile: DiscoveryProfile): Promise<void> {
  const lacksBirthDate = profile.birthDate === null;
  const lacksProfile = profile.gender === null || profile.visibility !== 'PUBLIC';
  if (!lacksBirthDate && !lacksProfile) return;
  await Promise.all([
    lacksBirthDate ? confirmBirthDate(needs) : undefined,
    lacksProfile ? confirmProfile(needs, profile) : undefined,
  ]);
  needs.ownProfile.clear(viewerOf(needs.caller));
}

async function confirmBirthDate({ caller, ask, now, repository }: Needs): Promise<void> {
  const userId = viewerOf(caller);
  const { users } = BIRTH_DATE_ANSWER.parse(await ask('auth', BIRTH_DATE, { ids: [userId] }, caller));
  const dateOfBirth = users[0]?.dateOfBirth ?? null;
  if (dateOfBirth !== null) await repository.noteBirthDates([{ id: newId('dpf', now()), userId, dateOfBirth }]);
}

async function confirmProfile({ caller, ask, now, repository }: Needs, before: DiscoveryProfile): Promise<void> {
  const userId = viewerOf(caller);
  const { profile } = PROFILE_ANSWER.parse(await ask('profile', PROFILE, { userId }, caller));
  if (profile === null) return;
  await repository.confirmProfile({
    ...{ id: newId('dpf', now()), userId, gender: profile.gender, visibility: profile.visibility },
    ...{ interests: profile.interests, interestKeys: profile.interests.map(interestKey) },
    ...{ city: profile.location?.city ?? null, country: profile.location?.country ?? null },
    revision: before.profileRevision,
  });
}
