import type { Gender } from '../../../runtime/operations/genders.ts';
import { interestKey } from '../../../runtime/operations/interests.ts';
import type { CandidateQuery, DiscoveryProfile } from '../repository/index.ts';
import { ageOn, birthDatesOf } from './age.ts';
import type { Cells } from './distance-buckets.ts';
import type { CandidateFilter } from './preferences-input.ts';

const ALL_GENDERS: readonly Gender[] = ['FEMALE', 'MALE', 'NON_BINARY', 'OTHER'];

const DAY_MS = 24 * 60 * 60 * 1_000;

/** What fields of a filter are, or those of the preferences where it has none. */
const given = <Value>(value: Value | null | undefined, preferred: Value): Value => value ?? preferred;

/** Whom the viewer may be shown; null while they are not complete themselves. */
export function candidateQuery(
  profile: DiscoveryProfile,
  filter: CandidateFilter,
  cells: Pick<Cells, 'around'>,
  { now, asOf }: { readonly now: Date; readonly asOf: Date },
): CandidateQuery | null {
  const { birthDate, gender, cell, dealbreakers } = profile;
  if (birthDate === null || gender === null || cell === null) return null;
  const insistsOn = new Set(dealbreakers);
  const interestKeys = profile.interests.map(interestKey);
  const soughtKeys = profile.soughtInterests.map(interestKey);
  const anyInterest = [...interestKeys, ...soughtKeys];
  const genders = given(filter.genders, profile.genders);
  const ages = birthDatesOf(given(filter.ageRange, { min: profile.minAge, max: profile.maxAge }), now);
  const activeDays = given(filter.onlyActiveDays, profile.onlyActiveDays);
  return {
    ...{ viewerId: profile.userId, now, asOf },
    viewer: {
      ...{ gender, age: ageOn(birthDate, now), isVerified: profile.isVerified },
      ...{ interestKeys, soughtKeys },
      ...{ languages: profile.languages, intent: profile.intent },
    },
    genders: genders.length === 0 ? ALL_GENDERS : genders,
    ...{ bornAfter: ages.after, bornUntil: ages.until },
    reach: Object.fromEntries(cells.around(cell)),
    maxDistanceKm: given<number | null>(filter.maxDistanceKm, profile.maxDistanceKm),
    onlyVerified: given(filter.onlyVerified, profile.onlyVerified),
    activeSince: activeDays === null ? null : new Date(now.getTime() - activeDays * DAY_MS),
    requiredInterests: filter.interests?.map(interestKey) ?? (insistsOn.has('INTERESTS') ? anyInterest : null),
    requiredLanguages: filter.languages ?? (insistsOn.has('LANGUAGES') ? profile.languages : null),
    requiredIntent: filter.intent ?? (insistsOn.has('INTENT') ? profile.intent : null),
  };
}
