import { z } from 'zod';
import { genderInput } from '../../../runtime/operations/genders.ts';
import { interestsInput } from '../../../runtime/operations/interests.ts';
import { MAX_AGE, MIN_AGE } from './age.ts';
import { bucketOf } from './distance-buckets.ts';

const MAX_LANGUAGES = 10;
const MAX_ACTIVE_DAYS = 90;
const AGES = `Ages are between ${MIN_AGE} and ${MAX_AGE} years.`;

const age = z.int().min(MIN_AGE, AGES).max(MAX_AGE, AGES);

const ageRange = z
  .object({ min: age, max: age })
  .refine(({ min, max }) => min <= max, { error: 'The lower age comes first.', path: ['max'] });

/** Only the buckets that distances are shown in: a filter says no more of where people are than an answer does. */
const maxDistanceKm = z
  .int()
  .min(1, 'A distance is 1 to 100 kilometres.')
  .max(100, 'A distance is 1 to 100 kilometres.')
  .transform(bucketOf);

/** Languages without regions: who looks for German speakers means those of all countries. */
const languages = z
  .array(z.string().max(35))
  .max(MAX_LANGUAGES, `Enter at most ${MAX_LANGUAGES} languages.`)
  .transform((tags) => [...new Set(tags.map((tag) => new Intl.Locale(tag).language))]);

const unique = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];

const fields = {
  genders: z.array(genderInput).max(10).transform(unique).nullish(),
  ageRange: ageRange.nullish(),
  maxDistanceKm: maxDistanceKm.nullish(),
  interests: interestsInput.nullish(),
  languages: languages.nullish(),
  onlyVerified: z.boolean().nullish(),
  onlyActiveDays: z
    .int()
    .min(1, `Enter 1 to ${MAX_ACTIVE_DAYS} days.`)
    .max(MAX_ACTIVE_DAYS, `Enter 1 to ${MAX_ACTIVE_DAYS} days.`)
    .nullish(),
};

/** Whom a person looks for, as a client sends it: absent fields stay, null clears. */
export const preferencesInput = z.object({
  ...fields,
  dealbreakers: z
    .array(z.enum(['INTERESTS', 'LANGUAGES', 'INTENT']))
    .max(10)
    .transform(unique)
    .nullish(),
});

/** What narrows preferences for one list. */
export const filterInput = z.object({ ...fields, intent: z.enum(['FRIENDS', 'DATING', 'NETWORKING']).nullish() });

/** A parsed filter. */
export type CandidateFilter = z.infer<typeof filterInput>;
