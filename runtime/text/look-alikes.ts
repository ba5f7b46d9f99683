/**
 * What each character is taken for, from the data of UTS #39 (https://www.unicode.org/Public/security/latest/confusables.txt),
 * as small letters, also where only the capitals are alike. Beyond the data, `i`, `l` and `1` are one, because a name is
 * shown in the case it was typed in.
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

/** Alphabets that stand in titles but in no nickname, whole or in part, in the order of the Latin letters they look like. */
const ALPHABETS: readonly (readonly [letters: string, latin: string])[] = [
  ['ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡɩ', 'abcdefghijklmnoprstuvwyzagi'],
  ['օոսհյցզլա', 'onuhjgqlw'],
  ['ᎠᎡᎢᎥᎪᎫᎬᎳᎷᎻᎽᏀᏃᏏᏒᏔᏚᏙᏞᏟᏢᏦᏧ', 'drtiajewmhygzbrwsvlcpkd'],
  ['ⲟⲣⲥⲏⲕⲙⲛⲧⲩⲭⲁⲉⲃⲓ', 'opchkmntyxaebi'],
  ['ꓐꓑꓒꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ', 'bpddtgkjczfmnlsrvhwxyaeiou'],
];

const LATIN_LIKE: ReadonlyMap<string, string> = new Map(
  ALPHABETS.flatMap(([letters, latin]) =>
    [...letters.toLowerCase()].map(
      (letter, nth) => [letter, LOOKS_LIKE.get(latin[nth] ?? '') ?? latin[nth] ?? ''] as const,
    ),
  ),
);

/** A name without regard to case, Unicode NFKC: equal for two spellings that nobody tells apart when saying them. */
export const foldName = (name: string): string =>
  // Upper case first, because that alone joins ß with ss, ı with i and both forms of sigma; a capital İ leaves its dot behind.
  name.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').replaceAll('i\u0307', 'i').normalize('NFKC');

/**
 * A name without regard to case and look-alikes: the skeleton of UTS #39, section 4, of its folded form. Only for
 * comparing, never for showing. Stored as a key, so a change of the mapping needs a migration.
 */
export const skeletonOf = (name: string): string =>
  [...foldName(name).normalize('NFKD')]
    .map((character) => LOOKS_LIKE.get(character) ?? LATIN_LIKE.get(character) ?? character)
    .join('');

/** As `skeletonOf`, of a title of several words: also without regard to width of spaces, forms of dashes and of quotes. */
export const titleSkeletonOf = (title: string): string =>
  skeletonOf(title.replaceAll(/[\p{Variation_Selector}]/gu, ''))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .replaceAll(/[\u2018-\u201b\u2032\u02b9-\u02bf`]/g, "'")
    .replaceAll(/[\u201c-\u201f\u2033]/g, '"')
    .replaceAll('\u01c3', '!')
    .trim();
