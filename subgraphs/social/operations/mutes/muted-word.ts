import { z } from 'zod';
import { type InvalidInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { tagKey } from '../../../../runtime/text/written-names.ts';

/** Most words of a phrase. */
const MAX_WORDS = 5;

/** The input of operations that name a word. */
export const WORD = z.object({ text: text('A word', { max: 100, singleLine: true }) });

/**
 * The form in which a word, phrase or `#tag` is compared with posts: without regard to case and to blanks. A phrase has at most
 * five words.
 */
export function mutedWordOf(written: string): Result<string, InvalidInput> {
  if (written.startsWith('#')) {
    const tag = tagKey(written);
    return tag === null ? refuseWord('This cannot be a tag.') : done(`#${tag}`);
  }
  const words =
    written
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}\p{S}_]+/gu) ?? [];
  if (words.length === 0) return refuseWord('A word has a letter, a digit or a sign.');
  return words.length > MAX_WORDS ? refuseWord('A phrase has at most five words.') : done(words.join(' '));
}

const refuseWord = (message: string) =>
  refuse({ __typename: 'InvalidInput', message, path: ['input', 'text'] } as const);
