import { z } from 'zod';
import { fault } from '../../../../runtime/executor/faults.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { AuthContext } from '../../context.ts';
import type { SessionRevoked } from '../../events.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { givenPassword } from '../input-rules.ts';
import { countPassword, sessionSource } from '../proofs/count-attempt.ts';
import { isProven } from '../proofs/require-proof.ts';
import { type InvalidCredentials, invalidCredentials, type TooManyAttempts } from '../refusals.ts';
import { endSessions, notifyRevokedSessions } from '../sessions/end-sessions.ts';
import { type ConsumeCode, checkSecondFactor, type FactorNeeds } from '../two-factor/use-second-factor.ts';
import { type EraseNeeds, eraseAccount } from './erase-user.ts';
import { type AccountHasObligations, accountHasObligations, findObligations } from './find-obligations.ts';
import { findSelf, type UserView } from './view-user.ts';

/** Reasons why an account is not deleted. */
export type DeleteAccountRefusal =
  | InvalidInput
  | InvalidCredentials
  | RefusalOf<'TotpRequired'>
  | RefusalOf<'RecentSignInRequired'>
  | AccountHasObligations
  | TooManyAttempts;

type Needs = EraseNeeds &
  FactorNeeds &
  Pick<AuthContext, 'caller' | 'client' | 'signals' | 'passwords' | 'accounts' | 'ask' | 'domains'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'password'>;
    readonly repository: Pick<AuthRepository, 'passwordHash' | 'sessions' | 'totpOf' | 'transaction'>;
  };

const MAX_CODE_LENGTH = 100;
const INPUT = z.object({
  password: givenPassword.nullish(),
  totpCode: z.string().trim().max(MAX_CODE_LENGTH).nullish(),
});

/**
 * Permanently deletes the viewer's account and starts the erasure in every domain. Requires the password, or a proof that is
 * less than five minutes old. Wrong proofs are counted per session. Refused while any domain has obligations of the user.
 * Returns the user as they were.
 *
 * @throws a fault `UNAUTHENTICATED`, also when the account is gone already; `UNAVAILABLE` when a domain cannot say whether
 * it has obligations.
 */
export async function deleteAccount(context: Needs, input: unknown): Promise<Result<UserView, DeleteAccountRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  return countPassword(context, viewerId, sessionSource(context), () => prove(context, viewerId, parsed.value));
}

async function prove(
  context: Needs,
  viewerId: string,
  { password = null, totpCode = null }: z.output<typeof INPUT>,
): Promise<Result<UserView, DeleteAccountRefusal>> {
  const hash = password === null ? null : await context.repository.passwordHash(viewerId);
  if (password !== null) {
    const right = await context.passwords.limitPerClient(context.client.ip, ({ verify }) => verify(hash, password));
    if (!right || hash === null) return invalidCredentials('password');
  } else if (!(await isProven(context))) return recentSignInRequired;
  const factor = await checkSecondFactor(context, viewerId, totpCode);
  if (factor === null) return totpRequired;
  const obligations = await findObligations(context, viewerId);
  if (obligations.length > 0) return accountHasObligations(obligations);
  return remove(context, viewerId, hash, factor);
}

/** Deletes in one transaction with the proofs: of two concurrent requests, the second finds no account. */
async function remove(
  context: Needs,
  userId: string,
  passwordHash: string | null,
  factor: ConsumeCode,
): Promise<Result<UserView, DeleteAccountRefusal>> {
  const user = await findSelf(context, userId);
  const ended = await context.repository.transaction(async (store): Promise<SessionRevoked[] | null> => {
    if (user === null || !(await store.lockAccount(userId))) throw fault('UNAUTHENTICATED', 'Sign in first.');
    // A password that was changed since it was verified is no proof any more.
    if (passwordHash !== null && !(await store.holdPassword(userId, passwordHash))) return null;
    if (!(await factor(store))) return null;
    const sessions = await endSessions(store, { userId, except: null }, context.now());
    await eraseAccount(context, store, userId);
    return sessions;
  });
  if (ended === null || user === null) return invalidCredentials(passwordHash === null ? 'totpCode' : 'password');
  await Promise.all([notifyRevokedSessions(context, ended), notifyWork(context.signals, 'auth')]);
  return done(user);
}

const totpRequired = refuse<RefusalOf<'TotpRequired'>>({
  __typename: 'TotpRequired',
  message: 'Enter a code from your authenticator app or a recovery code.',
  path: ['input', 'totpCode'],
});

const recentSignInRequired = refuse<RefusalOf<'RecentSignInRequired'>>({
  __typename: 'RecentSignInRequired',
  message: 'Enter your password, or confirm your identity and try again within five minutes.',
  path: ['input', 'password'],
});
