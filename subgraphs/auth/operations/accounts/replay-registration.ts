import { type IdempotencyRefusal, once, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { hashJson } from '../../../../runtime/text/hash-json.ts';
import type { AuthContext } from '../../context.ts';
import type { Identifier } from '../../repository/accounts.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { identifierTaken } from '../proof-refusals.ts';
import type { AuthTokens } from '../sessions/issue-access-token.ts';
import { openSessionUnlessSuspended } from '../sessions/open-session-unless-suspended.ts';
import { prepareSession, type SessionNeeds } from '../sessions/prepare-session.ts';

/** What an account is registered with. */
export interface Registration {
  readonly identifiers: readonly Identifier[];
  readonly password: string;
  readonly nickname: string | null;
  readonly dateOfBirth: string | null;
  readonly idempotencyKey: string | null;
}

export type ReplayNeeds = SessionNeeds &
  Pick<AuthContext, 'passwords'> & {
    readonly repository: Pick<AuthRepository, 'accounts' | 'passwordHash' | 'totpOf' | 'transaction'>;
  };

/**
 * The id of the user whom all requests with this idempotency key register, assigned before anything else is done: a
 * nickname that a failed attempt has left reserved is then reserved for the same user.
 *
 * The password is no part of the stored hash, which is too fast to protect it; a repetition is compared with the account's.
 */
export async function assignUserId(
  context: Pick<ReplayNeeds, 'repository' | 'now'>,
  { idempotencyKey: key, identifiers, nickname, dateOfBirth }: Registration,
): Promise<Replayable<{ userId: string }, IdempotencyRefusal>> {
  const assign = async () => done({ userId: newId('usr', context.now()) });
  if (key === null) return { ...(await assign()), isReplay: false };
  const scope = `visitor:${hashJson(identifiers)}`;
  const call = { scope, operation: 'register', key, input: { nickname, dateOfBirth } };
  return once(context, call, assign);
}

/**
 * Opens another session of the user whom an earlier request has registered; null when none has. The account counts as
 * somebody else's when the password no longer suffices to sign in.
 */
export async function replayRegistration(
  context: ReplayNeeds,
  userId: string,
  { identifiers, password }: Registration,
): Promise<Result<AuthTokens, RefusalOf<'IdempotencyConflict'> | RefusalOf<'IdentifierTaken'>> | null> {
  const { repository, passwords, client } = context;
  const [hash, [account], totp] = await Promise.all([
    repository.passwordHash(userId),
    repository.accounts([userId]),
    repository.totpOf(userId),
  ]);
  if (hash === null || account == null) return null;
  if (!(await passwords.limitPerClient(client.ip, ({ verify }) => verify(hash, password)))) return otherPassword;
  const taken = identifierTaken(identifiers[0] ?? { kind: 'EMAIL' });
  if (totp !== null && totp.confirmedAt !== null) return taken;
  const { draft, tokens } = await prepareSession(context, userId, account.roles);
  return repository.transaction(async (store) => {
    if (!(await store.holdPassword(userId, hash))) return taken;
    return (await openSessionUnlessSuspended(store, draft)) === null ? done(tokens) : taken;
  });
}

const otherPassword = refuse<RefusalOf<'IdempotencyConflict'>>({
  __typename: 'IdempotencyConflict',
  message: 'This idempotency key was used with a different input.',
  path: ['input', 'idempotencyKey'],
});
