import { z } from 'zod';
import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import type { Session } from '../../repository/sessions.ts';
import { endSessions, notifyRevokedSessions } from './end-sessions.ts';

type Needs = Pick<AuthContext, 'caller' | 'now' | 'signals'> & {
  readonly repository: Pick<AuthRepository, 'transaction' | 'sessions'>;
};

const MAX_ID_LENGTH = 100;
const INPUT = z.object({ sessionId: z.string().max(MAX_ID_LENGTH) });

/**
 * Ends one of the viewer's sessions, possibly this one; idempotent. Another user's session is refused like one that does not
 * exist. @throws a fault `UNAUTHENTICATED`.
 */
export async function revokeSession(context: Needs, input: unknown): Promise<Result<Session, NotFound>> {
  const { repository, now } = context;
  const viewerId = viewerOf(context.caller);
  const parsed = INPUT.safeParse(input);
  const id = parsed.success ? parsed.data.sessionId : '';
  const [session] = await repository.sessions([id]);
  if (session == null || session.userId !== viewerId) return notFound('You have no session with this id.', 'sessionId');

  const ended = await repository.transaction((store) => endSessions(store, { id }, now()));
  await notifyRevokedSessions(context, ended);
  const [after] = await repository.sessions([id]);
  return done(after ?? session);
}
