import type { Connection, PageArguments } from '../../../../runtime/operations/connection.ts';
import type { AuthContext } from '../../context.ts';
import type { Session } from '../../repository/sessions.ts';
import { maySeePrivate } from '../accounts/view-user.ts';

/** One page of a user's active sessions, latest first; null for a caller who may not see them. */
export async function listSessions(
  { caller, sessionPages }: Pick<AuthContext, 'caller' | 'sessionPages'>,
  userId: string,
  page: PageArguments,
): Promise<Connection<Session> | null> {
  return maySeePrivate(caller, userId) ? sessionPages.load(userId, page) : null;
}
