/**
 * Letters a nickname may hold beside `a` to `z`, small forms. Only scripts whose look-alikes stand below; a letter that
 * belongs in nobody's name (phonetic, mathematical, archaic) has no place here.
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

/** Greek capitals that look like one Latin letter while their small form looks like another: only the small form is taken. */
const AMBIGUOUS_CAPITALS = /[ΗΝΥ]/u;

/**
 * What each character is taken for, from the data of UTS #39 (https://www.unicode.org/Public/security/latest/confusables.txt),
 * reduced to the letters above in their small form, also where only the capitals are alike. Beyond the data, `i`, `l` and
 * `1` are one, because a nickname is shown in the case it was typed in.
 */
const LOOKS_LIKE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    0: 'oоοσөסه',
    l: 'iı1іιӏוןا',
    a: 'аα',
    b: 'вьβ',
    c: 'с',
    e: 'еε',
    ə: 'ә',
    h: 'нһ',
    j: 'ј',
    k: 'кκ',
    p: 'рρ',
    r: 'г',
    s: 'ѕ',
    t: 'тτ',
    u: 'υ',
    v: 'ν',
    x: 'хχ',
    y: 'уүγ',
    z: 'ζ',
    n: 'η',
    rn: 'mмμ',
    vv: 'w',
    ae: 'æ',
    oe: 'œ',
    bl: 'ы',
    l0: 'ю',
    з: '3',
    б: '6',
    ф: 'φ',
    п: 'π',
    л: 'λ',
    ү: 'ұ',
    口: 'ロ',
    二: 'ニ',
    力: 'カ',
    工: 'エ',
    卜: 'ト',
    八: 'ハ',
    夕: 'タ',
    千: 'チ',
    一: 'ーㅡ',
    へ: 'ヘ',
    り: 'リ',
    ي: 'ىیئ',
    ك: 'ک',
  }).flatMap(([prototype, alike]) => [...alike].map((character) => [character, prototype] as const)),
);

/** A nickname without regard to case, Unicode NFKC: equal for two spellings that nobody tells apart when saying them. */
export const foldNickname = (nickname: string): string =>
  // Upper case first, because that alone joins ß with ss, ı with i and both forms of sigma; a capital İ leaves its dot behind.
  nickname
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replaceAll('i\u0307', 'i')
    .normalize('NFKC');

/**
 * A nickname without regard to case and look-alikes: the skeleton of UTS #39, section 4, of its folded form. Only for
 * comparing, never for showing. Stored as a key, so a change of the mapping needs a migration.
 */
export const nicknameSkeleton = (nickname: string): string =>
  [...foldNickname(nickname).normalize('NFKD')].map((character) => LOOKS_LIKE.get(character) ?? character).join('');

/** Whether every letter of a nickname is of a script whose look-alikes are known. `nickname` is in NFKC. */
export const hasKnownLetters = (nickname: string): boolean =>
  !AMBIGUOUS_CAPITALS.test(nickname.normalize('NFD')) &&
  [...nickname].every((character) => /^[0-9_.]$/.test(character) || isKnownLetter(character));

function isKnownLetter(character: string): boolean {
  const small = character.toLowerCase();
  return LETTERS.some((letters) => letters.test(small) || letters.test(small.normalize('NFD')));
}
