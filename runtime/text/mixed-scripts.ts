import { skeletonOf } from './look-alikes.ts';

/** Scripts with capitals like Latin ones: a word of them and of Latin letters is a look-alike, or hard to tell from one. */
const ALIKE = ['Latin', 'Cyrillic', 'Greek'] as const;

/** Scripts that are written in one word with each other and with Latin: UTS #39, section 5.2, "highly restrictive". */
const EAST_ASIAN = ['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul'] as const;

/** Recommended scripts (UAX #31, table 5) of which no letter is taken for a Latin one: at most one beside Latin. */
const APART = [
  ...([
    'Arabic',
    'Bengali',
    'Devanagari',
    'Ethiopic',
    'Georgian',
    'Gujarati',
    'Gurmukhi',
    'Hebrew',
    'Kannada',
  ] as const),
  ...([
    'Khmer',
    'Lao',
    'Malayalam',
    'Myanmar',
    'Oriya',
    'Sinhala',
    'Tamil',
    'Telugu',
    'Thaana',
    'Thai',
    'Tibetan',
  ] as const),
] as const;

const OTHER = 'other';

const SCRIPTS: readonly (readonly [name: string, letters: RegExp])[] = [...ALIKE, ...EAST_ASIAN, ...APART].map(
  (script) => [script, new RegExp(`\\p{Script=${script}}`, 'u')],
);

const COMMON = /[\p{Script=Common}\p{Script=Inherited}]/u;
const WORDS = /[\p{L}\p{M}]+/gu;

/**
 * Whether a word of it mixes scripts so that it can be taken for a word of one script. Words of different scripts may
 * stand beside each other, and so may letters that nobody takes for each other, as in `Ωmega`.
 */
export const hasMixedScripts = (title: string): boolean =>
  (title.normalize('NFKC').match(WORDS) ?? []).some(isDeceptive);

function isDeceptive(word: string): boolean {
  const scripts = scriptsOf(word);
  if (scripts.size <= 1) return false;
  if (isWithin(scripts, ALIKE)) return scriptsOf(skeletonOf(word)).size <= 1;
  if (isWithin(scripts, ['Latin', ...EAST_ASIAN])) return false;
  return !(scripts.size === 2 && isWithin(scripts, ['Latin', ...APART]) && scripts.has('Latin'));
}

const isWithin = (scripts: ReadonlySet<string>, allowed: readonly string[]): boolean =>
  [...scripts].every((script) => allowed.includes(script));

const scriptsOf = (word: string): ReadonlySet<string> =>
  new Set(
    [...word]
      .filter((character) => !COMMON.test(character))
      .map((character) => SCRIPTS.find(([, letters]) => letters.test(character))?.[0] ?? OTHER),
  );
