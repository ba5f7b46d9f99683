import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import type { Result } from '../../../../runtime/operations/result.ts';
import type { SocialContext } from '../../context.ts';
import type { UserList } from '../../repository/lists/user-lists.ts';
import { MEMBERS } from './add-to-list.ts';
import { findList } from './find-list.ts';

interface Needs extends Pick<SocialContext, 'userLists'> {
  readonly repository: Pick<SocialContext['repository'], 'removeListMembers'>;
}

/** Removes people from a list of the viewer; who is not in it is ignored. */
export async function removeFromList(needs: Needs, input: unknown): Promise<Result<UserList, InvalidInput | NotFound>> {
  const parsed = parseInput(MEMBERS, input);
  if (!parsed.ok) return parsed;
  const found = await findList(needs, parsed.value.listId);
  if (found.ok) await needs.repository.removeListMembers(found.value.id, parsed.value.userIds);
  return found;
}
