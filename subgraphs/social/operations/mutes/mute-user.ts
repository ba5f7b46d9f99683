import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { limitAction, type TooManyAttempts } from '../people/limit-action.ts';
import { PERSON } from '../people/name-person.ts';
import { type PersonNeeds, requirePerson } from '../people/require-person.ts';
import { checkUntil, UNTIL } from './mute-until.ts';

interface Needs extends PersonNeeds, Pick<SocialContext, 'now' | 'graphLimits'> {
  readonly repository: PersonNeeds['repository'] & Pick<SocialContext['repository'], 'muteUser'>;
}

const INPUT = PERSON.extend({ until: UNTIL });

/** Keeps what a person posts and does away from the viewer. Returns the person's id. */
export async function muteUser(
  needs: Needs,
  input: unknown,
): Promise<Result<string, InvalidInput | NotFound | TooManyAttempts>> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const until = checkUntil(parsed.value.until, needs.now());
  if (!until.ok) return until;
  const found = await requirePerson(needs, parsed.value.userId, 'People cannot mute themselves.');
  if (!found.ok) return found;
  const limited = await limitAction(needs, 'mute');
  if (limited !== null) return limited;
  await needs.repository.muteUser(viewerOf(needs.caller), found.value, until.value, needs.now());
  return done(found.value);
}
