import { type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { Identifier } from '../../repository/accounts.ts';
import type { AuthRepository } from '../../repository/index.ts';
import {
  type AlsoInTransaction,
  type ExternalIdentity,
  type IdentityNeeds,
  signInAs,
  signUpAs,
} from '../identities/sign-in-by-identity.ts';
import type { TooManyAttempts } from '../refusals.ts';
import { type RecordNeeds, recordEvent } from '../security-events/record-event.ts';
import type { AuthTokens } from '../sessions/issue-access-token.ts';
import type { AccountSuspended } from '../sessions/open-session-unless-suspended.ts';
import { type InvalidOAuthAttempt, invalidOAuthAttempt } from './oauth-attempt.ts';
import { type RedeemNeeds, redeemOAuthAttempt } from './redeem-oauth-attempt.ts';

/** Reasons why a sign-in with a provider is refused. */
export type CompleteOAuthRefusal =
  | InvalidOAuthAttempt
  | RefusalOf<'AccountLinkRequired'>
  | AccountSuspended
  | TooManyAttempts;

type Needs = RedeemNeeds &
  IdentityNeeds &
  RecordNeeds & {
    readonly repository: Pick<AuthRepository, 'userOfIdentity' | 'credentialOf'>;
  };

type Outcome = Result<AuthTokens, CompleteOAuthRefusal>;

/**
 * Opens a session for an identity confirmed by its provider, and creates an account on the first sign-in.
 *
 * A first sign-in links an existing account only if both the provider and the account have verified the same email.
 * Otherwise anyone could enter a foreign email at a careless provider, or register it here first, and share the account.
 * An account with two-factor authentication is not linked either, since access to a mailbox must not bypass it. In these
 * cases the user has to sign in and link the provider.
 *
 * @throws a fault `UNAVAILABLE` when the provider is unavailable: the call can be repeated; or when the profile domain is:
 * the code is consumed then, and the user has to start again.
 */
export async function completeOAuth(context: Needs, input: unknown): Promise<Outcome> {
  const redeemed = await redeemOAuthAttempt(context, input, () => true);
  if (!redeemed.ok) return redeemed;
  const { identity, unverifiedEmail } = redeemed.value;
  const outcome = await signInOrUp(context, identity, unverifiedEmail);
  if (outcome !== 'raced') return outcome;
  // Another request took the identity or the email concurrently, usually the same user on another device.
  const again = await signInOrUp(context, identity, unverifiedEmail);
  return again === 'raced' ? invalidOAuthAttempt : again;
}

async function signInOrUp(
  context: Needs,
  identity: ExternalIdentity,
  unverifiedEmail: Identifier | null,
): Promise<Outcome | 'raced'> {
  const { repository } = context;
  const userId = await repository.userOfIdentity(identity);
  if (userId !== null) return signInAs(context, userId, async () => null);
  const email = identity.address ?? unverifiedEmail;
  const holder = email === null ? null : await repository.credentialOf(email);
  if (holder === null) return signUpAs(context, identity, async () => null);
  if (identity.address === null) return accountLinkRequired;
  return signInAs(context, holder.userId, linkToHolder(context, identity, identity.address, holder.userId));
}

/** Links the identity to the account that holds the email, after checking the conditions again under lock. */
const linkToHolder =
  (
    context: Needs,
    { provider, subject }: ExternalIdentity,
    address: Identifier,
    userId: string,
  ): AlsoInTransaction<CompleteOAuthRefusal> =>
  async (store) => {
    const now = context.now();
    // No identity is linked to a suspended account.
    if ((await store.holdSuspension(userId, now)) !== null) return null;
    const holder = await store.holdIdentifier(address);
    if (holder?.userId !== userId || holder.verifiedAt === null) return accountLinkRequired;
    const totp = await store.totpOf(userId);
    if (totp !== null && totp.confirmedAt !== null) return accountLinkRequired;
    const linking = await store.addIdentity({ provider, subject, userId, createdAt: now });
    if (linking === 'ANOTHER' || linking === 'TAKEN') return accountLinkRequired;
    if (linking === 'ADDED') await recordEvent(context, store, userId, 'IDENTITY_LINKED');
    return null;
  };

const accountLinkRequired = refuse<RefusalOf<'AccountLinkRequired'>>({
  __typename: 'AccountLinkRequired',
  message: 'An account with this email may already exist. Sign in to it another way, then link this provider.',
  path: ['input', 'state'],
});
