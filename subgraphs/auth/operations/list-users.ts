import { fault } from '../../../runtime/faults.ts';
import type { AuthContext } from '../context.ts';
import { findUser, type UserView } from './view-user.ts';

/** Most persons that may be asked for at once. */
export const MAX_USERS = 100;

/** The persons in the order of `ids`, null for an id that nobody has. @throws a fault `BAD_USER_INPUT` for more than 100. */
export async function listUsers(
  context: Pick<AuthContext, 'accounts' | 'caller'>,
  ids: readonly string[],
): Promise<(UserView | null)[]> {
  if (ids.length > MAX_USERS) throw fault('BAD_USER_INPUT', `Ask for at most ${MAX_USERS} users at once.`);
  return Promise.all(ids.map((id) => findUser(context, id)));
}
