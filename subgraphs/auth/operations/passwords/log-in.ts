import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { givenPassword, identifierRules } from '../input-rules.ts';
import { countPassword, signInSource } from '../proofs/count-attempt.ts';
import { type InvalidCredentials, invalidCredentials, type TooManyAttempts } from '../refusals.ts';
import type { AuthTokens } from '../sessions/issue-access-token.ts';
import { type AccountSuspended, openSessionUnlessSuspended } from '../sessions/open-session-unless-suspended.ts';
import { prepareSession, type SessionNeeds } from '../sessions/prepare-session.ts';
import { type ConsumeCode, checkSecondFactor, type FactorNeeds } from '../two-factor/use-second-factor.ts';

/** Reasons why a sign-in with a password is refused. */
export type LoginRefusal =
  | InvalidInput
  | InvalidCredentials
  | RefusalOf<'TotpRequired'>
  | AccountSuspended
  | TooManyAttempts;

type Needs = SessionNeeds &
  FactorNeeds &
  Pick<AuthContext, 'passwords' | 'parsePhoneNumber'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'password'>;
    readonly repository: Pick<AuthRepository, 'credentialOf' | 'knownDevice' | 'totpOf' | 'accounts' | 'transaction'>;
  };

/** Longer than any recovery code. */
const MAX_CODE_LENGTH = 100;

/**
 * Opens a session for an identifier and a password.
 *
 * An unknown identifier, an account without a password and a wrong password give the same error after the same work. A
 * second factor is requested only when the password is correct. An attempt is reserved before the password is hashed, for
 * all identifiers of an account together, and only a wrong password or code uses it up.
 *
 * @throws a fault `RATE_LIMITED` when too many passwords are being hashed.
 */
export async function logIn(context: Needs, input: unknown): Promise<Result<AuthTokens, LoginRefusal>> {
  const parsed = parseInput(inputRules(context), input);
  if (!parsed.ok) return parsed;
  // Limited before anything else: a request refused here has cost neither a statement nor a hash.
  return context.passwords.limitPerClient(context.client.ip, ({ verify }) =>
    tryPassword(context, verify, parsed.value),
  );
}

const inputRules = ({ parsePhoneNumber }: Pick<Needs, 'parsePhoneNumber'>) =>
  z.object({
    identifier: identifierRules(parsePhoneNumber).either,
    password: givenPassword,
    totpCode: z.string().trim().max(MAX_CODE_LENGTH).nullish(),
  });

async function tryPassword(
  context: Needs,
  verify: (hash: string | null, password: string) => Promise<boolean>,
  { identifier, password, totpCode = null }: z.output<ReturnType<typeof inputRules>>,
): Promise<Result<AuthTokens, LoginRefusal>> {
  const credential = await context.repository.credentialOf(identifier);
  const counted = credential?.userId ?? `${identifier.kind}:${identifier.value}`;
  const source = await signInSource(context, credential?.userId ?? null);
  return countPassword(context, counted, source, async (): Promise<Result<AuthTokens, LoginRefusal>> => {
    const right = await verify(credential?.passwordHash ?? null, password);
    if (!right || credential === null || credential.passwordHash === null) return invalidCredentials('password');
    const factor = await checkSecondFactor(context, credential.userId, totpCode);
    if (factor === null) return totpRequired;
    return openSession(context, credential.userId, credential.passwordHash, factor);
  });
}

async function openSession(
  context: Needs,
  userId: string,
  passwordHash: string,
  factor: ConsumeCode,
): Promise<Result<AuthTokens, LoginRefusal>> {
  const [account] = await context.repository.accounts([userId]);
  const { draft, tokens } = await prepareSession(context, userId, account?.roles ?? []);
  return context.repository.transaction(async (store) => {
    // A wrong code gives the same error as a wrong password. The attempt counts, and a right code is consumed.
    const right = (await store.holdPassword(userId, passwordHash)) && (await factor(store));
    if (!right) return invalidCredentials('password');
    return (await openSessionUnlessSuspended(store, draft)) ?? done(tokens);
  });
}

const totpRequired = refuse<RefusalOf<'TotpRequired'>>({
  __typename: 'TotpRequired',
  message: 'Enter a code from your authenticator app or a recovery code.',
  path: ['input', 'totpCode'],
});
