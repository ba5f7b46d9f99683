import { newId } from '../../../../runtime/operations/ids.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import { userRegistered } from '../../events.ts';
import type { Identifier } from '../../repository/accounts.ts';
import type { Identity } from '../../repository/identities.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import { createProfile, releaseNickname, reserveNickname } from '../accounts/reserve-nickname.ts';
import { announceVerified } from '../addresses/announce-verified.ts';
import type { AuthTokens } from '../sessions/issue-access-token.ts';
import { type AccountSuspended, openSessionUnlessSuspended } from '../sessions/open-session-unless-suspended.ts';
import { prepareSession, type SessionNeeds } from '../sessions/prepare-session.ts';

/** A user's identity at an external provider. */
export interface ExternalIdentity extends Pick<Identity, 'provider' | 'subject'> {
  /** Username at the provider; null when unknown. */
  readonly username: string | null;
  /** Address that the provider has verified; null when there is none. */
  readonly address: Identifier | null;
}

export type IdentityNeeds = SessionNeeds &
  Pick<AuthContext, 'ask'> & { readonly repository: Pick<AuthRepository, 'accounts' | 'transaction'> };

/** Work in the transaction of a sign-in, before the session is opened. Returns null, or a refusal that stops the sign-in. */
export type AlsoInTransaction<Refusal> = (
  store: AuthStore,
) => Promise<{ readonly ok: false; readonly refusal: Refusal } | null>;

/** Opens a session for an existing account, unless it is suspended. */
export async function signInAs<Refusal>(
  context: Omit<IdentityNeeds, 'ask'>,
  userId: string,
  alsoInTransaction: AlsoInTransaction<Refusal>,
): Promise<Result<AuthTokens, Refusal | AccountSuspended>> {
  const [account] = await context.repository.accounts([userId]);
  const { draft, tokens } = await prepareSession(context, userId, account?.roles ?? []);
  return context.repository.transaction(
    async (store) =>
      (await alsoInTransaction(store)) ?? (await openSessionUnlessSuspended(store, draft)) ?? done(tokens),
  );
}

/**
 * Creates an account without a password for an external identity, and its first session, and announces the registration.
 * Returns when the profile exists, or after 2 s. Returns `raced` and stores nothing when the identity or the address was
 * taken concurrently.
 */
export async function signUpAs<Refusal>(
  context: IdentityNeeds,
  identity: ExternalIdentity,
  alsoInTransaction: AlsoInTransaction<Refusal>,
): Promise<Result<AuthTokens, Refusal> | 'raced'> {
  const createdAt = context.now();
  const userId = newId('usr', createdAt);
  const nickname = await nicknameFor(context, identity, userId);
  const { draft, tokens } = await prepareSession(context, userId, []);
  let refused: Awaited<ReturnType<AlsoInTransaction<Refusal>>> = null;
  const add = async (store: AuthStore) => {
    const { provider, subject, address } = identity;
    if (!(await store.addIdentityAccount({ provider, subject, userId, createdAt }, address))) return 'raced';
    // After the account is inserted, so that a concurrent use of the same proof is waited for.
    refused = await alsoInTransaction(store);
    if (refused !== null) throw new Rollback();
    await store.openSession(draft);
    await store.announce(userRegistered, { userId, nickname, registeredAt: createdAt.toISOString() }, createdAt);
    if (address !== null) await announceVerified(store, userId, address, createdAt);
    return done(tokens);
  };
  const outcome = await context.repository.transaction(add).catch(async (error: unknown) => {
    if (error instanceof Rollback && refused !== null) return refused;
    await releaseNickname(context, userId);
    throw error;
  });
  if (outcome === 'raced' || !outcome.ok) await releaseNickname(context, userId);
  else await createProfile(context, userId, nickname);
  return outcome;
}

/** Thrown to roll a transaction back when its refusal is known. */
class Rollback extends Error {
  override readonly name = 'RolledBack';
}

/** Reserves the provider's username if it is available, otherwise a generated one. */
async function nicknameFor(context: IdentityNeeds, { username }: ExternalIdentity, userId: string): Promise<string> {
  const own = username === null ? null : await reserveNickname(context, username, userId);
  const reserved = own?.ok ? own : await reserveNickname(context, null, userId);
  if (!reserved.ok) throw new Error(`no nickname could be reserved: ${reserved.refusal.message}`);
  return reserved.value;
}
