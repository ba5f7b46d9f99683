import { isId } from '../../../../runtime/operations/ids.ts';
import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { SocialContext } from '../../context.ts';
import type { UserList } from '../../repository/lists/user-lists.ts';

/** The refusal for a list that does not exist or belongs to another person. */
export const unknownList = () => notFound('There is no such list.', 'listId');

/** A list of the viewer. */
export async function findList(
  { userLists }: Pick<SocialContext, 'userLists'>,
  listId: string,
): Promise<Result<UserList, NotFound>> {
  const list = isId('lst', listId) ? await userLists.load(listId) : null;
  return list === null ? unknownList() : done(list);
}
