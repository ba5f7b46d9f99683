import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { mutedWordOf, WORD } from './muted-word.ts';

interface Needs extends Pick<SocialContext, 'caller'> {
  readonly repository: Pick<SocialContext['repository'], 'unmuteWord'>;
}

/** Ends the mute of a word, phrase or tag; without one nothing changes. Returns the text as it was given. */
export async function unmuteWord({ caller, repository }: Needs, input: unknown): Promise<Result<string, InvalidInput>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(WORD, input);
  if (!parsed.ok) return parsed;
  const word = mutedWordOf(parsed.value.text);
  if (!word.ok) return word;
  await repository.unmuteWord(viewerId, word.value);
  return done(parsed.value.text);
}
