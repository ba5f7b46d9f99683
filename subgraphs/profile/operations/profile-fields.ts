import { z } from 'zod';
import { text } from '../../../runtime/operations/input.ts';
import type { ProfileChanges } from '../repository/profile.ts';
import { type Nickname, nicknameInput } from './nickname.ts';

const MOST_INTERESTS = 20;

/** What `Intl` knows beyond countries: unions, pseudo-locales, outlying and unknown places. */
const NO_COUNTRY: ReadonlySet<string> = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);

/** What may be left empty, which is the same as not told. */
const orNull = (value: string): string | null => (value === '' ? null : value);

const country = z
  .string()
  .regex(/^[A-Za-z]{2}$/, 'A country is a code of two letters, such as CH.')
  .transform((code) => code.toUpperCase())
  .refine((code) => isCountry(code), 'There is no country of this code.');

function isCountry(code: string): boolean {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  // Canonical form refuses codes that have left the standard, such as UK and SU.
  return (
    !NO_COUNTRY.has(code) && new Intl.Locale('und', { region: code }).region === code && names.of(code) !== undefined
  );
}

const sameWord = (word: string): string => word.normalize('NFKC').toLowerCase();

const interests = z
  .array(text('An interest', { max: 40, singleLine: true }))
  .max(MOST_INTERESTS, `At most ${MOST_INTERESTS} interests.`)
  .transform((words) =>
    words.filter((word, at) => words.findIndex((other) => sameWord(other) === sameWord(word)) === at),
  );

/** The fields that creating and changing a profile share. */
export const profileFields = {
  displayName: text('A display name', { max: 80, singleLine: true }).nullish(),
  bio: text('A bio', { min: 0, max: 500 }).transform(orNull).nullish(),
  gender: z.enum(['FEMALE', 'MALE', 'NON_BINARY', 'OTHER']).nullish(),
  interests: interests.nullish(),
  location: z
    .object({
      city: text('A city', { min: 0, max: 80, singleLine: true }).transform(orNull).nullish(),
      country: country.nullish(),
    })
    .nullish(),
};

const CHANGE = z.object({ nickname: nicknameInput.nullish(), ...profileFields });

/** What may be asked of a profile, parsed. */
export type ProfileInput = z.infer<typeof CHANGE>;

/** Input of a change: every field may be left out. */
export const profileChangeInput = CHANGE;

/** The columns of a nickname. */
export const nicknameColumns = ({ shown, folded, key }: Nickname) => ({
  nickname: shown,
  nicknameFolded: folded,
  nicknameKey: key,
});

/** What the input asks to change: what is not given stays, null clears where there is something to clear. */
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
