import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../runtime/input.ts';
import { done, type Result } from '../../../runtime/result.ts';
import { viewerOf } from '../../../runtime/viewer.ts';
import type { AuthContext } from '../context.ts';
import type { AuthRepository } from '../repository/index.ts';
import { endSessions, ringRevoked } from './end-sessions.ts';
import { givenPassword, newPassword } from './input-rules.ts';
import { recordEvent } from './record-event.ts';
import { type InvalidCredentials, invalidCredentials, type TooManyAttempts, tooManyAttempts } from './refusals.ts';

/** Why the password stayed as it was. */
export type ChangePasswordRefusal = InvalidInput | InvalidCredentials | TooManyAttempts;

/** The part of the context that changing a password needs. */
type Needs = Pick<AuthContext, 'caller' | 'now' | 'bell' | 'origin' | 'passwords'> & {
  readonly attempts: Pick<AuthContext['attempts'], 'login'>;
  readonly repository: Pick<AuthRepository, 'passwordHash' | 'transaction'>;
};

const INPUT = z.object({ currentPassword: givenPassword, newPassword });

/**
 * Sets the viewer's password and ends their other sessions. Tries count as sign-ins do, so that a stolen session is no
 * way round the limit. Answers with the viewer's id. @throws a fault `UNAUTHENTICATED`.
 */
export async function changePassword(context: Needs, input: unknown): Promise<Result<string, ChangePasswordRefusal>> {
  const { caller, repository, passwords, now } = context;
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;

  const wait = await context.attempts.login(viewerId, context.origin.ip);
  if (wait !== null) return tooManyAttempts(wait);
  const current = await repository.passwordHash(viewerId);
  const right = await passwords.verify(current, parsed.value.currentPassword);
  if (!right || current === null) return invalidCredentials('currentPassword');

  const next = await passwords.hash(parsed.value.newPassword);
  const ended = await repository.transaction(async (store) => {
    // Somebody else may have changed it since it was read: then it is not the current one any more.
    if (!(await store.replacePassword(viewerId, current, next, now()))) return null;
    await recordEvent(context, store, viewerId, 'PASSWORD_CHANGED');
    return endSessions(store, { userId: viewerId, except: caller.sessionId }, now());
  });
  if (ended === null) return invalidCredentials('currentPassword');
  await ringRevoked(context, ended);
  return done(viewerId);
}
