import { type NotFound, notFound } from '../../../runtime/input.ts';
import { done, type Result } from '../../../runtime/result.ts';
import { viewerOf } from '../../../runtime/viewer.ts';
import type { AuthContext } from '../context.ts';
import type { AuthRepository } from '../repository/index.ts';
import { endSessions, ringRevoked } from './end-sessions.ts';

/** The part of the context that ending sessions needs. */
type Needs = Pick<AuthContext, 'caller' | 'now' | 'bell'> & {
  readonly repository: Pick<AuthRepository, 'transaction'>;
};

/**
 * Ends all sessions of the viewer, this one included, and refuses when none is open any more: another request was faster.
 * Answers with the viewer's id. @throws a fault `UNAUTHENTICATED`.
 */
export async function revokeAllSessions({ caller, now, bell, repository }: Needs): Promise<Result<string, NotFound>> {
  const viewerId = viewerOf(caller);
  const ended = await repository.transaction((store) => endSessions(store, { userId: viewerId, except: null }, now()));
  if (ended.length === 0) return notFound('No session is open any more.');
  await ringRevoked({ bell }, ended);
  return done(viewerId);
}
