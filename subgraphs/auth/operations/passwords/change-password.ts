import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { givenPassword, newPassword } from '../input-rules.ts';
import { countPassword, sessionSource } from '../proofs/count-attempt.ts';
import { type InvalidCredentials, invalidCredentials, type TooManyAttempts } from '../refusals.ts';
import { type ChangeNeeds, recordChange } from '../security-events/record-change.ts';
import { endSessions, notifyRevokedSessions } from '../sessions/end-sessions.ts';

/** Reasons why a password is not changed. */
export type ChangePasswordRefusal = InvalidInput | InvalidCredentials | TooManyAttempts;

type Needs = ChangeNeeds &
  Pick<AuthContext, 'passwords'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'password'>;
    readonly repository: Pick<AuthRepository, 'passwordHash' | 'transaction'>;
  };

const INPUT = z.object({ currentPassword: givenPassword, newPassword });

/**
 * Changes the viewer's password and ends their other sessions. Wrong passwords are counted per session, so that a stolen
 * session has no more attempts than a sign-in. Returns the viewer's id. @throws a fault `UNAUTHENTICATED` or `RATE_LIMITED`.
 */
export async function changePassword(context: Needs, input: unknown): Promise<Result<string, ChangePasswordRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  return context.passwords.limitPerClient(context.client.ip, (hashing) =>
    countPassword(context, viewerId, sessionSource(context), () => replace(context, hashing, viewerId, parsed.value)),
  );
}

/** The hash functions that a request may use while it holds a slot. */
type Hashing = Parameters<Parameters<Needs['passwords']['limitPerClient']>[1]>[0];

async function replace(
  context: Needs,
  hashing: Hashing,
  viewerId: string,
  given: z.output<typeof INPUT>,
): Promise<Result<string, ChangePasswordRefusal>> {
  const { caller, repository, now } = context;
  const current = await repository.passwordHash(viewerId);
  const right = await hashing.verify(current, given.currentPassword);
  if (!right || current === null) return invalidCredentials('currentPassword');

  const next = await hashing.hash(given.newPassword);
  const ended = await repository.transaction(async (store) => {
    // Another request may have changed it since it was read.
    if (!(await store.replacePassword(viewerId, current, next, now()))) return null;
    await recordChange(context, store, viewerId, 'PASSWORD_CHANGED');
    return endSessions(store, { userId: viewerId, except: caller.sessionId }, now());
  });
  if (ended === null) return invalidCredentials('currentPassword');
  await Promise.all([notifyRevokedSessions(context, ended), notifyWork(context.signals, 'auth')]);
  return done(viewerId);
}
