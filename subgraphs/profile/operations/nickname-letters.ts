/**
 * Lower-case letters that a nickname may contain: only scripts whose look-alikes are known, without letters that are not used
 * in names (phonetic, mathematical, archaic).
 */
const LETTERS: readonly RegExp[] = [
  /^[a-z]\p{M}{0,2}$/u,
  /^[æœøđħłŋþŧəßı]$/u,
  /^[а-яёђѓєѕіїјљњћќўџґәғқңөұүһҗӏ]$/u,
  /^[α-ωάέήίόύώϊϋΐΰς]$/u,
  /^[\u05d0-\u05ea]$/u,
  /^[\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]$/u,
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Hangul}]$/u,
];

/** Greek capitals that look like one Latin letter while their lower case looks like another: only lower case is allowed. */
const AMBIGUOUS_CAPITALS = /[ΗΝΥ]/u;

/** Whether the look-alikes of every letter are known. `nickname` is in NFKC. */
export const hasKnownLetters = (nickname: string): boolean =>
  !AMBIGUOUS_CAPITALS.test(nickname.normalize('NFD')) &&
  [...nickname].every((character) => /^[0-9_.]$/.test(character) || isKnownLetter(character));

function isKnownLetter(character: string): boolean {
  const small = character.toLowerCase();
  return LETTERS.some((letters) => letters.test(small) || letters.test(small.normalize('NFD')));
}
