import type { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import { interestKey } from '../../../runtime/operations/interests.ts';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../context.ts';
import type { DiscoveryPreferences } from '../repository/index.ts';
import { MAX_AGE, MIN_AGE } from './age.ts';
import { ownProfile } from './own-profile.ts';
import { preferencesInput } from './preferences-input.ts';

type Needs = Pick<DiscoveryContext, 'caller' | 'now' | 'ownProfile'> & {
  readonly repository: Pick<DiscoveryContext['repository'], 'transaction'>;
};

/** Changes whom the viewer looks for; the next list of people is made anew. */
export async function updateDiscoveryPreferences(
  needs: Needs,
  input: unknown,
): Promise<Result<DiscoveryPreferences, InvalidInput>> {
  const userId = viewerOf(needs.caller);
  const parsed = parseInput(preferencesInput, input);
  if (!parsed.ok) return parsed;
  const at = needs.now();
  await needs.repository.transaction(async (store) => {
    const preferences = preferencesOf(await store.lockProfile(userId, newId('dpf', at)), parsed.value);
    await store.changePreferences(userId, preferences, preferences.soughtInterests.map(interestKey));
  });
  needs.ownProfile.clear(userId);
  return done(await ownProfile(needs));
}

/** What a field is now: it stays when it is absent, and is the default when it is null. */
const given = <Value>(value: Value | null | undefined, before: Value, cleared: Value): Value =>
  value === undefined ? before : (value ?? cleared);

function preferencesOf(before: DiscoveryPreferences, input: z.infer<typeof preferencesInput>): DiscoveryPreferences {
  const ages = given(input.ageRange, { min: before.minAge, max: before.maxAge }, { min: MIN_AGE, max: MAX_AGE });
  return {
    genders: given(input.genders, before.genders, []),
    ...{ minAge: ages.min, maxAge: ages.max },
    maxDistanceKm: given<number | null>(input.maxDistanceKm, before.maxDistanceKm, null),
    soughtInterests: given<readonly string[]>(input.interests, before.soughtInterests, []),
    dealbreakers: given(input.dealbreakers, before.dealbreakers, []),
    languages: given<readonly string[]>(input.languages, before.languages, []),
    onlyVerified: given(input.onlyVerified, before.onlyVerified, false),
    onlyActiveDays: given<number | null>(input.onlyActiveDays, before.onlyActiveDays, null),
  };
}
