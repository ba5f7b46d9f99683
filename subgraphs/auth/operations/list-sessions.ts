import { type Connection, createPaging, type PageArguments } from '../../../runtime/connection.ts';
import type { AuthContext } from '../context.ts';
import type { Session } from '../repository/sessions.ts';
import { maySeePrivate } from './view-user.ts';

const paging = createPaging<[string]>('sessions', ['ses_']);

/** A page of a person's sessions that have not ended, latest first; null for a caller who may not see them. */
export async function listSessions(
  { caller, sessionPages }: Pick<AuthContext, 'caller' | 'sessionPages'>,
  userId: string,
  args: PageArguments,
): Promise<Connection<Session> | null> {
  if (!maySeePrivate(caller, userId)) return null;
  const page = paging.parse(args);
  const rows = await sessionPages.load({ userId, page });
  return paging.connect(
    page,
    rows,
    ({ id }) => [id],
    (session) => session,
  );
}
