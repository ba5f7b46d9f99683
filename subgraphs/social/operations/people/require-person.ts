import { z } from 'zod';
import { isId } from '../../../../runtime/operations/ids.ts';
import type { InvalidInput, NotFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { refuseSelf, unknownPerson } from './name-person.ts';

export interface PersonNeeds extends Pick<SocialContext, 'caller' | 'ask'> {
  readonly repository: Pick<SocialContext['repository'], 'hiddenAmong'>;
}

const USERS = 'query SocialFindPeople($ids: [ID!]!) { users(ids: $ids) { id } }';
const ANSWER = z.object({ users: z.array(z.object({ id: z.string() }).nullable()) });

/**
 * Whether all these people exist and none is hidden from the viewer. Auth is asked, as this domain keeps no list of people.
 *
 * @throws a fault `UNAVAILABLE` when auth cannot be asked.
 */
export async function peopleExist(
  { caller, ask, repository }: PersonNeeds,
  userIds: readonly string[],
): Promise<boolean> {
  if (userIds.some((id) => !isId('usr', id))) return false;
  const [hidden, answer] = await Promise.all([
    repository.hiddenAmong(viewerOf(caller), userIds),
    ask('auth', USERS, { ids: userIds }, caller),
  ]);
  const found = new Set(ANSWER.parse(answer).users.map((user) => user?.id));
  return hidden.size === 0 && userIds.every((id) => found.has(id));
}

/** The id of another person than the viewer. One who is hidden from the viewer is refused like one who does not exist. */
export async function requirePerson(
  needs: PersonNeeds,
  userId: string,
  onSelf: string,
): Promise<Result<string, InvalidInput | NotFound>> {
  if (userId === viewerOf(needs.caller)) return refuseSelf(onSelf);
  return (await peopleExist(needs, [userId])) ? done(userId) : unknownPerson();
}
