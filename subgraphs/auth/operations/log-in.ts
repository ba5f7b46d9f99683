import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../runtime/input.ts';
import { done, type Result } from '../../../runtime/result.ts';
import type { AuthContext } from '../context.ts';
import type { AuthRepository } from '../repository/index.ts';
import { givenPassword, identifierRules } from './input-rules.ts';
import type { AuthTokens } from './issue-access-token.ts';
import { prepareSession, type SessionNeeds } from './prepare-session.ts';
import { type InvalidCredentials, invalidCredentials, type TooManyAttempts, tooManyAttempts } from './refusals.ts';

/** Why nobody was signed in. */
export type LoginRefusal = InvalidInput | InvalidCredentials | TooManyAttempts;

/** The part of the context that signing in needs. */
type Needs = SessionNeeds &
  Pick<AuthContext, 'passwords' | 'parsePhoneNumber'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'login'>;
    readonly repository: Pick<AuthRepository, 'credentialOf' | 'accounts' | 'transaction'>;
  };

/**
 * Opens a session for the person with this identifier and password.
 *
 * An unknown identifier, an account without password and a wrong password are refused in the same words and after the
 * same work. Tries are counted before the password is hashed, over all identifiers of one account together.
 */
export async function logIn(context: Needs, input: unknown): Promise<Result<AuthTokens, LoginRefusal>> {
  const rules = identifierRules(context.parsePhoneNumber);
  const parsed = parseInput(z.object({ identifier: rules.either, password: givenPassword }), input);
  if (!parsed.ok) return parsed;
  const { identifier, password } = parsed.value;

  const credential = await context.repository.credentialOf(identifier);
  const counted = credential?.userId ?? `${identifier.kind}:${identifier.value}`;
  const wait = await context.attempts.login(counted, context.origin.ip);
  if (wait !== null) return tooManyAttempts(wait);

  const right = await context.passwords.verify(credential?.passwordHash ?? null, password);
  if (!right || credential === null || credential.passwordHash === null) return invalidCredentials('password');
  return openSession(context, credential.userId, credential.passwordHash);
}

async function openSession(
  context: Needs,
  userId: string,
  passwordHash: string,
): Promise<Result<AuthTokens, LoginRefusal>> {
  const [account] = await context.repository.accounts([userId]);
  const { draft, tokens } = await prepareSession(context, userId, account?.roles ?? []);
  const opened = await context.repository.transaction(async (tx) => {
    const unchanged = await tx.holdPassword(userId, passwordHash);
    if (unchanged) await tx.openSession(draft);
    return unchanged;
  });
  return opened ? done(tokens) : invalidCredentials('password');
}
