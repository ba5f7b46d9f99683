import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { PERSON } from '../people/name-person.ts';
import { type PersonNeeds, requirePerson } from '../people/require-person.ts';

interface Needs extends PersonNeeds {
  readonly repository: PersonNeeds['repository'] & Pick<SocialContext['repository'], 'unmuteUser'>;
}

/** Ends a mute; without one nothing changes. Returns the person's id. */
export async function unmuteUser(needs: Needs, input: unknown): Promise<Result<string, InvalidInput | NotFound>> {
  const parsed = parseInput(PERSON, input);
  if (!parsed.ok) return parsed;
  const { userId } = parsed.value;
  // A mute of somebody who is hidden by now can be ended.
  if (await needs.repository.unmuteUser(viewerOf(needs.caller), userId)) return done(userId);
  return requirePerson(needs, userId, 'People cannot mute themselves.');
}
