import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../runtime/input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/result.ts';
import type { AuthContext } from '../context.ts';
import type { AuthRepository } from '../repository/index.ts';
import { type AccountSuspended, admit } from './admit.ts';
import { countPassword } from './count-attempt.ts';
import { givenPassword, identifierRules } from './input-rules.ts';
import type { AuthTokens } from './issue-access-token.ts';
import { signInSource } from './password-source.ts';
import { prepareSession, type SessionNeeds } from './prepare-session.ts';
import { type InvalidCredentials, invalidCredentials, type TooManyAttempts } from './refusals.ts';
import { type FactorNeeds, secondFactor, type UseCode } from './use-second-factor.ts';

/** Why nobody was signed in. */
export type LoginRefusal =
  | InvalidInput
  | InvalidCredentials
  | RefusalOf<'TotpRequired'>
  | AccountSuspended
  | TooManyAttempts;

/** The part of the context that signing in needs. */
type Needs = SessionNeeds &
  FactorNeeds &
  Pick<AuthContext, 'passwords' | 'parsePhoneNumber'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'password'>;
    readonly repository: Pick<AuthRepository, 'credentialOf' | 'knownDevice' | 'totpOf' | 'accounts' | 'transaction'>;
  };

/** Longer than a recovery code. */
const MAX_CODE_LENGTH = 100;

/**
 * Opens a session for the person with this identifier and password.
 *
 * An unknown identifier, an account without password and a wrong password are refused in the same words and after the
 * same work. A second factor is asked for only once the password is right. An attempt is reserved before the password is
 * hashed, over all identifiers of one account together, and only a wrong password or code uses it up.
 */
export async function logIn(context: Needs, input: unknown): Promise<Result<AuthTokens, LoginRefusal>> {
  const rules = identifierRules(context.parsePhoneNumber);
  const totpCode = z.string().trim().max(MAX_CODE_LENGTH).nullish();
  const parsed = parseInput(z.object({ identifier: rules.either, password: givenPassword, totpCode }), input);
  if (!parsed.ok) return parsed;
  const { identifier, password } = parsed.value;

  const credential = await context.repository.credentialOf(identifier);
  const counted = credential?.userId ?? `${identifier.kind}:${identifier.value}`;
  const source = await signInSource(context, credential?.userId ?? null);
  return countPassword(context, counted, source, async (): Promise<Result<AuthTokens, LoginRefusal>> => {
    const right = await context.passwords.verify(credential?.passwordHash ?? null, password);
    if (!right || credential === null || credential.passwordHash === null) return invalidCredentials('password');
    const factor = await secondFactor(context, credential.userId, parsed.value.totpCode ?? null);
    if (factor === null) return totpRequired;
    return openSession(context, credential.userId, credential.passwordHash, factor);
  });
}

async function openSession(
  context: Needs,
  userId: string,
  passwordHash: string,
  factor: UseCode,
): Promise<Result<AuthTokens, LoginRefusal>> {
  const [account] = await context.repository.accounts([userId]);
  const { draft, tokens } = await prepareSession(context, userId, account?.roles ?? []);
  return context.repository.transaction(async (store) => {
    // A wrong code is refused in the words of a wrong password; the try is counted, and the code of a right one used up.
    const right = (await store.holdPassword(userId, passwordHash)) && (await factor(store));
    if (!right) return invalidCredentials('password');
    return (await admit(store, draft)) ?? done(tokens);
  });
}

const totpRequired = refuse<RefusalOf<'TotpRequired'>>({
  __typename: 'TotpRequired',
  message: 'Give a code of your app, or a recovery code, too.',
  path: ['input', 'totpCode'],
});
