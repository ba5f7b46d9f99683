import { withoutDirections } from '../../../runtime/text/direction.ts';
import { runsOf, type TextRun } from './text-runs.ts';

/** A piece of a message: something that was looked for, or what stands between. */
export interface ExcerptPart {
  readonly text: string;
  readonly isMatch: boolean;
}

/** Maximum length of an excerpt in UTF-16 code units without the dots, and how much of it precedes the first match. */
const MAX_LENGTH = 160;
const LEAD = 40;

/** Up to `length` code units of a text from its beginning or its end; a character of two stays whole. */
const headOf = (text: string, length: number): string => text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
const tailOf = (text: string, length: number): string =>
  length === 0 ? '' : text.slice(-length).replace(/^[\uDC00-\uDFFF]/, '');

/**
 * The part of a message around the first of `words`, with all of them marked, and `parts` wherever they stand within
 * words; whole when it is short, with dots where something was left out. The parts in a row are the text.
 */
export function excerptOf(text: string, words: readonly string[], parts: readonly string[] = []): ExcerptPart[] {
  const marked = marker(new Set(words), parts);
  const runs = runsOf(text).flatMap(marked);
  if (text.length <= MAX_LENGTH) return joined(runs);
  // What is cut off may be the end of a direction: without any, a part cannot turn what is shown around it.
  const first = Math.max(
    0,
    runs.findIndex(({ isMatch }) => isMatch),
  );

  const start: ExcerptPart[] = [];
  let left = LEAD;
  for (const run of runs.slice(0, first).reverse()) {
    const visible = tailOf(run.text, left);
    if (visible.length < run.text.length) {
      // Within a word it is cut only when nothing else would be left of what stands before.
      const cut = start.length === 0 ? visible : '';
      start.unshift({ text: `…${cut}`, isMatch: false });
      left -= cut.length;
      break;
    }
    start.unshift(run);
    left -= run.text.length;
  }
  const shown = [...start];
  let room = MAX_LENGTH - (LEAD - left);
  for (const [at, run] of runs.slice(first).entries()) {
    const visible = headOf(run.text, room);
    if (visible.length === run.text.length) shown.push(run);
    else {
      shown.push(
        { text: at === 0 || run.text.length > LEAD ? visible : '', isMatch: run.isMatch },
        { text: '…', isMatch: false },
      );
      break;
    }
    room -= run.text.length;
  }
  return joined(shown.map((part) => ({ ...part, text: withoutDirections(part.text) })));
}

/** Marks what is meant of a run: a word as a whole, an emoji in any skin tone, and letters wherever they stand. */
function marker(words: ReadonlySet<string>, parts: readonly string[]): (run: TextRun) => ExcerptPart[] {
  const plain = (sign: string): string => sign.replaceAll(/[\ufe0e\ufe0f]/g, '');
  const letters = parts
    .filter((part) => runsOf(part)[0]?.kind === 'letters')
    .sort((one, other) => other.length - one.length);
  // Letters alone: nothing in them means anything to a regular expression.
  const within = letters.length === 0 ? null : new RegExp(`(${letters.join('|')})`, 'u');
  return ({ text, kind }) => {
    if (kind === 'emoji') return [{ text, isMatch: parts.some((part) => plain(text).includes(plain(part))) }];
    if (kind !== 'letters' || within === null) return [{ text, isMatch: words.has(text) }];
    return text.split(within).map((piece, at) => ({ text: piece, isMatch: at % 2 === 1 }));
  };
}

/** Neighbours of one sort as one part. */
function joined(parts: readonly ExcerptPart[]): ExcerptPart[] {
  const all: { text: string; isMatch: boolean }[] = [];
  for (const { text, isMatch } of parts) {
    const last = all.at(-1);
    if (text === '') continue;
    if (last?.isMatch === isMatch) last.text += text;
    else all.push({ text, isMatch });
  }
  return all;
}
