import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { SocialStore } from '../../repository/index.ts';
import type { Mute } from '../../repository/mutes/mutes.ts';
import { limitAction, type TooManyAttempts } from '../people/limit-action.ts';
import { checkUntil, UNTIL } from './mute-until.ts';
import { mutedWordOf, WORD } from './muted-word.ts';

/** Most words that a person has muted at a time. */
export const MAX_MUTED_WORDS = 200;

interface Needs extends Pick<SocialContext, 'caller' | 'now' | 'graphLimits'> {
  readonly repository: { transaction<T>(work: (store: Pick<SocialStore, 'muteWord'>) => Promise<T>): Promise<T> };
}

const INPUT = WORD.extend({ until: UNTIL });

/** Keeps posts that have a word, phrase or tag away from the feeds of the viewer. */
export async function muteWord(
  needs: Needs,
  input: unknown,
): Promise<Result<Mute, InvalidInput | TooManyAttempts | RefusalOf<'NotPermitted'>>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { text } = parsed.value;
  const now = needs.now();
  const until = checkUntil(parsed.value.until, now);
  if (!until.ok) return until;
  const word = mutedWordOf(text);
  if (!word.ok) return word;
  const limited = await limitAction(needs, 'mute');
  if (limited !== null) return limited;
  const draft = { word: word.value, text, until: until.value };
  const mute = await needs.repository.transaction((store) => store.muteWord(viewerId, draft, MAX_MUTED_WORDS, now));
  if (mute !== null) return done(mute);
  const message = `You can mute at most ${MAX_MUTED_WORDS} words.`;
  return refuse({ __typename: 'NotPermitted', message, path: ['input', 'text'] });
}
