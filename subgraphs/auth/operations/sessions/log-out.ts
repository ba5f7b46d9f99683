import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { endSessions, notifyRevokedSessions } from './end-sessions.ts';

type Needs = Pick<AuthContext, 'caller' | 'now' | 'signals'> & {
  readonly repository: Pick<AuthRepository, 'transaction'>;
};

/** Ends the session of the request; idempotent. @throws a fault `UNAUTHENTICATED`. */
export async function logOut({ caller, now, signals, repository }: Needs): Promise<Result<true, NotFound>> {
  viewerOf(caller);
  const { sessionId } = caller;
  if (sessionId === null) return notFound('You are not signed in with a session.');
  const ended = await repository.transaction((store) => endSessions(store, { id: sessionId }, now()));
  await notifyRevokedSessions({ signals }, ended);
  return done(true);
}
