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
    readonly repository: Pick<
      AuthRepository,
      'credentialOf' | 'knownDevice' | 'totpOf' | 'accounts' | 'transaction' | 'rehashPassword'
    >;
  };

/** Longer than any recovery code. */
const MAX_CODE_LENGTH = 100;

/**
 * Opens a session for an identifier and a password.
 *
 * An unknown identifier, an account without a password and a wrong password give the same error after the same work. A
 * second factor is requested only when the password is correct. An attempt is reserved before the password is hashed, for
 * all identifiers of an account together, and only a wrong password or code uses it up. A hash that was taken over from an older
 * system is replaced by one of our own.
 *
 * @throws a fault `RATE_LIMITED` when too many passwords are being hashed.
 */
export async function logIn(context: Needs, input: unknown): Promise<Result<AuthTokens, LoginRefusal>> {
  const parsed = parseInput(inputRules(context), input);
  if (!parsed.ok) return parsed;
  // Limited before anything else: a request refused here has cost neither a statement nor a hash.
  return context.passwords.limitPerClient(context.client.ip, (hashing) => tryPassword(context, hashing, parsed.value));
}

/** The hash functions that a request may use while it holds a slot. */
type Hashing = Parameters<Parameters<Needs['passwords']['limitPerClient']>[1]>[0];

const inputRules = ({ parsePhoneNumber }: Pick<Needs, 'parsePhoneNumber'>) =>
  z.object({
    identifier: identifierRules(parsePhoneNumber).either,
    password: givenPassword,
    totpCode: z.string().trim().max(MAX_CODE_LENGTH).nullish(),
  });

async function tryPassword(
  context: Needs,
  hashing: Hashing,
  { identifier, password, totpCode = null }: z.output<ReturnType<typeof inputRules>>,
): Promise<Result<AuthTokens, LoginRefusal>> {
  const credential = await context.repository.credentialOf(identifier);
  const counted = credential?.userId ?? `${identifier.kind}:${identifier.value}`;
  const source = await signInSource(context, credential?.userId ?? null);
  return countPassword(context, counted, source, async (): Promise<Result<AuthTokens, LoginRefusal>> => {
    const hash = credential?.passwordHash ?? null;
    const right = await hashing.verify(hash, password);
    if (!right || credential === null || hash === null) return invalidCredentials('password');
    const factor = await checkSecondFactor(context, credential.userId, totpCode);
    if (factor === null) return totpRequired;
    const opened = await openSession(context, credential.userId, hash, factor);
    if (!context.passwords.isOutdated(hash)) return opened;
    if (!opened.ok) return openWithReplacedHash(context, hashing, { identifier, password, hash, factor }, opened);
    await replaceHash(context, hashing, { userId: credential.userId, password, hash });
    return opened;
  });
}

/** Of two sign-ins at once with an outdated hash, the second may find it replaced by the first: then the new one is verified. */
async function openWithReplacedHash(
  context: Needs,
  hashing: Hashing,
  { identifier, password, hash, factor }: OutdatedSignIn,
  refused: Result<AuthTokens, LoginRefusal>,
): Promise<Result<AuthTokens, LoginRefusal>> {
  const credential = await context.repository.credentialOf(identifier);
  const current = credential?.passwordHash ?? null;
  if (credential === null || current === null || current === hash) return refused;
  if (!(await hashing.verify(current, password))) return refused;
  return openSession(context, credential.userId, current, factor);
}

interface OutdatedSignIn {
  readonly identifier: Parameters<Needs['repository']['credentialOf']>[0];
  readonly password: string;
  readonly hash: string;
  readonly factor: ConsumeCode;
}

/** The person is signed in already: where the hash cannot be replaced now, the next sign-in does it. */
const replaceHash = async (
  { repository }: Needs,
  hashing: Hashing,
  { userId, password, hash }: { readonly userId: string; readonly password: string; readonly hash: string },
): Promise<void> =>
  hashing
    .hash(password)
    .then((next) => repository.rehashPassword(userId, hash, next))
    .catch(() => undefined);

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
