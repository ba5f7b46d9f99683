import { withoutDirections } from '../../../runtime/text/direction.ts';

/** A piece of a message: something that was looked for, or what stands between. */
export interface ExcerptPart {
  readonly text: string;
  readonly isMatch: boolean;
}

/** Longest excerpt in UTF-16 code units, dots aside, and how much of it stands before the first match. */
const MAX_LENGTH = 160;
const LEAD = 40;

/** Runs of what words are made of, as the search sees them, and of all else. */
const RUNS = /[\p{Alphabetic}0-9]+|[^\p{Alphabetic}0-9]+/gu;

/** Up to `length` code units of a text from its beginning or its end; a character of two stays whole. */
const headOf = (text: string, length: number): string => text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
const tailOf = (text: string, length: number): string =>
  length === 0 ? '' : text.slice(-length).replace(/^[\uDC00-\uDFFF]/, '');

/**
 * The part of a message around the first of `words`, with all of them marked; whole when it is short, with dots where
 * something was left out. The parts in a row are the text.
 */
export function excerptOf(text: string, words: readonly string[]): ExcerptPart[] {
  const wanted = new Set(words);
  const runs = (text.match(RUNS) ?? []).map((run) => ({ text: run, isMatch: wanted.has(run) }));
  if (text.length <= MAX_LENGTH) return joined(runs);
  // What is cut off may be the end of a direction: without any, a part cannot turn what is shown around it.
  const first = Math.max(
    0,
    runs.findIndex(({ isMatch }) => isMatch),
  );

  const start: ExcerptPart[] = [];
  let left = LEAD;
  for (const run of runs.slice(0, first).reverse()) {
    const kept = tailOf(run.text, left);
    if (kept.length < run.text.length) {
      // Within a word it is cut only when nothing else would be left of what stands before.
      start.unshift({ text: `…${start.length === 0 ? kept : ''}`, isMatch: false });
      break;
    }
    start.unshift(run);
    left -= run.text.length;
  }
  const parts = [...start];
  let room = MAX_LENGTH - (LEAD - left);
  for (const [at, run] of runs.slice(first).entries()) {
    const kept = headOf(run.text, room);
    if (kept.length === run.text.length) parts.push(run);
    else {
      parts.push({ text: at === 0 ? kept : '', isMatch: run.isMatch }, { text: '…', isMatch: false });
      break;
    }
    room -= run.text.length;
  }
  return joined(parts.map((part) => ({ ...part, text: withoutDirections(part.text) })));
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
