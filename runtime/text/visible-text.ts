/** Format characters that are drawn, unlike the others of their class: signs that enclose the digits after them. */
const DRAWN_FORMAT = '[\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}]';

/** Symbols and letters that are blank in every font: Braille blank, object replacement, hieroglyphic and musical blanks. */
const BLANK = '\\u2800\\ufffc\\u{13441}\\u{13442}\\u{1d159}';

const UNDRAWN = `\\p{Default_Ignorable_Code_Point}[\\p{Cf}--${DRAWN_FORMAT}]${BLANK}`;

/** A character with ink of its own. A combining mark has none without its base. */
const VISIBLE = new RegExp(
  `[\\p{Any}--[\\p{M}\\p{White_Space}\\p{Cc}\\p{Cs}\\p{Noncharacter_Code_Point}${UNDRAWN}]]`,
  'v',
);

const INVISIBLE = new RegExp(`[${UNDRAWN}]`, 'v');

/** Scripts in which joiners change how letters are written: UAX #31, section 2.3. */
const JOINING =
  '[' +
  [
    'Arab',
    'Syrc',
    'Mand',
    'Nkoo',
    'Mong',
    'Deva',
    'Beng',
    'Guru',
    'Gujr',
    'Orya',
    'Taml',
    'Telu',
    'Knda',
    'Mlym',
    'Sinh',
  ]
    .concat(['Khmr', 'Mymr', 'Tibt', 'Bali', 'Java', 'Lana', 'Cham'])
    .map((script) => `\\p{Script=${script}}`)
    .join('') +
  ']';

const PICTOGRAPH = '\\p{Extended_Pictographic}(?:[\\ufe0e\\ufe0f]|\\p{Emoji_Modifier})?';

/** Where characters without ink belong to what is seen: emoji, variants of ideographs and of Mongolian letters, joiners. */
const MEANT = new RegExp(
  [
    '\\u{1f3f4}[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{1,6}\\u{e007f}',
    `${PICTOGRAPH}(?:\\u200d${PICTOGRAPH})*`,
    '[0-9#*][\\ufe0e\\ufe0f]?\\u20e3',
    '\\p{Script=Han}[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]',
    '[\\u1800-\\u18af][\\u180b-\\u180f]',
    `(?<=${JOINING}\\p{M}*)[\\u200c\\u200d](?=\\p{L})`,
  ].join('|'),
  'gv',
);

/** Longest row of combining marks that a script in use needs, with some to spare; Tibetan stacks come nearest. */
const MAX_MARKS = 8;

/** More marks than that, also with joiners and the like between them. */
const PILED_MARKS = new RegExp(`(?:\\p{M}\\p{Cf}*){${MAX_MARKS + 1}}`, 'u');

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Length in Unicode code points, as contracts and PostgreSQL's `char_length` count. */
export const codePointLength = (value: string): number => {
  let length = 0;
  for (const _ of value) length += 1;
  return length;
};

/** Whether a reader sees anything of it: not for spaces, format characters, fillers, or marks without a base. */
export const isVisible = (value: string): boolean => VISIBLE.test(value);

/** Whether it holds a character that nobody sees and that changes nothing in how the text is drawn, or its direction alone. */
export const hasInvisiblePart = (value: string): boolean =>
  INVISIBLE.test(value) && INVISIBLE.test(value.replace(MEANT, ''));

/** Whether marks are piled on a letter until it covers the lines around it. */
export const hasPiledMarks = (value: string): boolean => PILED_MARKS.test(value);

/** The beginning of a text, at most `max` code points; what is read as one character stays whole. */
export function beginningOf(value: string, max: number): string {
  if (codePointLength(value) <= max) return value;
  let beginning = '';
  let left = max;
  for (const { segment } of graphemes.segment(value)) {
    left -= codePointLength(segment);
    if (left < 0) break;
    beginning += segment;
  }
  return beginning;
}
