/** A stretch of a text that the search sees as one. */
export interface TextRun {
  readonly text: string;
  /** An emoji, letters of scripts without blanks between words, what other words are made of, or what stands between. */
  readonly kind: 'emoji' | 'letters' | 'word' | 'other';
}

/** Scripts of which any part is found, as the search has them: without blanks between words, and Korean. */
const UNSPACED = `[[${['Hani', 'Hira', 'Kana', 'Bopo', 'Hang', 'Thai', 'Laoo', 'Tibt', 'Mymr', 'Khmr']
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('')}]&&\\p{Alphabetic}]`;

const SIGN = '\\p{Extended_Pictographic}\\p{Regional_Indicator}';

const RUNS = new RegExp(
  `(?<emoji>\\p{RGI_Emoji}|[${SIGN}])|(?<letters>${UNSPACED}+)|(?<word>[[\\p{Alphabetic}0-9]--${UNSPACED}--[${SIGN}]]+)|[^\\p{Alphabetic}0-9${SIGN}]+`,
  'gv',
);

/** Cuts a text into its runs; put together they are the text. */
export const runsOf = (text: string): TextRun[] =>
  [...text.matchAll(RUNS)].map(({ 0: run, groups = {} }) => ({
    text: run,
    kind: groups['emoji'] ? 'emoji' : groups['letters'] ? 'letters' : groups['word'] ? 'word' : 'other',
  }));

/** What of a query is found within words: its emoji, and its letters of scripts without blanks. */
export const partsOf = (query: string): string[] => [
  ...new Set(
    runsOf(query)
      .filter(({ kind }) => kind === 'emoji' || kind === 'letters')
      .map(({ text }) => text),
  ),
];
