import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { SocialStore } from '../../repository/index.ts';
import type { UserList } from '../../repository/lists/user-lists.ts';
import { type PersonNeeds, peopleExist } from '../people/require-person.ts';
import { findList, unknownList } from './find-list.ts';

/** Most people of a list. */
export const MAX_MEMBERS = 1_000;

/** The input of operations that name people and a list. */
export const MEMBERS = z.object({
  listId: z.string(),
  userIds: z.array(z.string()).min(1, 'Name 1 to 100 people.').max(100, 'Name 1 to 100 people.'),
});

interface Needs extends PersonNeeds, Pick<SocialContext, 'now' | 'userLists'> {
  readonly repository: PersonNeeds['repository'] & {
    transaction<T>(
      work: (store: Pick<SocialStore, 'lockPairs' | 'hiddenAmong' | 'addListMembers'>) => Promise<T>,
    ): Promise<T>;
  };
}

/** Adds people to a list of the viewer. One who is hidden from the viewer is refused like one who does not exist. */
export async function addToList(
  needs: Needs,
  input: unknown,
): Promise<Result<UserList, InvalidInput | NotFound | RefusalOf<'NotPermitted'>>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(MEMBERS, input);
  if (!parsed.ok) return parsed;
  const { listId, userIds } = parsed.value;
  const found = await findList(needs, listId);
  if (!found.ok) return found;
  if (!(await peopleExist(needs, userIds))) return unknownPeople();
  const list = await needs.repository.transaction(async (store) => {
    // A block that is on its way removes them again.
    await store.lockPairs(viewerId, userIds);
    const hidden = await store.hiddenAmong(viewerId, userIds);
    return hidden.size > 0 ? 'HIDDEN' : store.addListMembers(viewerId, listId, userIds, MAX_MEMBERS, needs.now());
  });
  if (list === 'HIDDEN') return unknownPeople();
  if (list === null) return unknownList();
  if (list !== false) return done(list);
  const message = `A list holds at most ${MAX_MEMBERS} people.`;
  return refuse({ __typename: 'NotPermitted', message, path: ['input', 'userIds'] });
}

const unknownPeople = () => notFound('One of these people does not exist.', 'userIds');
