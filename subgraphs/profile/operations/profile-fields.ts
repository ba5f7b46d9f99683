import { z } from 'zod';
import { genderInput } from '../../../runtime/operations/genders.ts';
import { interestsInput } from '../../../runtime/operations/interests.ts';
import { text } from '../../../runtime/operations/parse-input.ts';
import type { ProfileChanges } from '../repository/profile.ts';
import { type Nickname, nicknameInput } from './nickname.ts';

/** Regions of `Intl` that are not countries: unions, pseudo-locales, outlying and unknown regions. */
const NON_COUNTRY_REGIONS: ReadonlySet<string> = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);

/** Optional text: empty is the same as absent. */
const emptyToNull = (value: string): string | null => (value === '' ? null : value);

const country = z
  .string()
  .regex(/^[A-Za-z]{2}$/, 'Enter a country as a two-letter code, such as CH.')
  .transform((code) => code.toUpperCase())
  .refine((code) => isCountry(code), 'There is no country with this code.');

function isCountry(code: string): boolean {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  // The canonical form excludes withdrawn codes such as UK and SU.
  return (
    !NON_COUNTRY_REGIONS.has(code) &&
    new Intl.Locale('und', { region: code }).region === code &&
    names.of(code) !== undefined
  );
}

/** Input fields shared by creating and updating a profile. */
export const profileFields = {
  displayName: text('A display name', { max: 80, singleLine: true }).nullish(),
  bio: text('A bio', { min: 0, max: 500 }).transform(emptyToNull).nullish(),
  gender: genderInput.nullish(),
  interests: interestsInput.nullish(),
  location: z
    .object({
      city: text('A city', { min: 0, max: 80, singleLine: true }).transform(emptyToNull).nullish(),
      country: country.nullish(),
    })
    .nullish(),
};

const CHANGE = z.object({ nickname: nicknameInput.nullish(), ...profileFields });

/** Parsed input of a profile update. */
export type ProfileInput = z.infer<typeof CHANGE>;

/** Input of an update: every field is optional. */
export const profileChangeInput = CHANGE;

/** Maps a nickname to its columns. */
export const nicknameColumns = ({ shown, folded, key }: Nickname) => ({
  nickname: shown,
  nicknameFolded: folded,
  nicknameKey: key,
});

/** Maps input to changes: absent fields stay, null clears nullable ones. */
export const changesOf = ({
  nickname,
  displayName,
  bio,
  gender,
  interests,
  location,
}: ProfileInput): ProfileChanges => ({
  ...(nickname ? nicknameColumns(nickname) : {}),
  ...(displayName ? { displayName } : {}),
  ...(bio === undefined ? {} : { bio }),
  ...(gender === undefined ? {} : { gender }),
  ...(interests === undefined ? {} : { interests: interests ?? [] }),
  ...(location === undefined ? {} : { city: location?.city ?? null, country: location?.country ?? null }),
});
