import { done, type Result } from '../../../runtime/result.ts';
import { viewerOf } from '../../../runtime/viewer.ts';
import type { AuthContext } from '../context.ts';
import type { AuthRepository } from '../repository/index.ts';
import { endSessions, ringRevoked } from './end-sessions.ts';

/** The part of the context that ending sessions needs. */
type Needs = Pick<AuthContext, 'caller' | 'now' | 'bell'> & {
  readonly repository: Pick<AuthRepository, 'transaction'>;
};

/** Ends all sessions of the viewer, this one included. Answers with the viewer's id. @throws a fault `UNAUTHENTICATED`. */
export async function revokeAllSessions({ caller, now, bell, repository }: Needs): Promise<Result<string, never>> {
  const viewerId = viewerOf(caller);
  const ended = await repository.transaction((store) => endSessions(store, { userId: viewerId, except: null }, now()));
  await ringRevoked({ bell }, ended);
  return done(viewerId);
}
