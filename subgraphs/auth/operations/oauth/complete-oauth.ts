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

/** Why nobody was signed in by a provider. */
export type CompleteOAuthRefusal =
  | InvalidOAuthAttempt
  | RefusalOf<'AccountLinkRequired'>
  | AccountSuspended
  | TooManyAttempts;

/** The part of the context that completing needs. */
type Needs = RedeemNeeds &
  IdentityNeeds &
  RecordNeeds & {
    readonly repository: Pick<AuthRepository, 'userOfIdentity' | 'credentialOf'>;
  };

type Outcome = Result<AuthTokens, CompleteOAuthRefusal>;

/**
 * Opens a session for the person that the provider vouches for, and makes an account when it is their first time.
 *
 * A first sign-in joins an account that exists only by an email that both the provider and the account's person have
 * proved: else whoever writes somebody's email at a careless provider, or registers with it here before they do, would
 * share their account. Nor is an account joined whose person asked for a second factor, since a mailbox alone must not
 * be the way round it. In each of these cases the person is told to sign in and to link.
 *
 * @throws a fault `UNAVAILABLE` when the provider cannot be asked, then the same call can be made again; or when profile
 * cannot be asked for a name, then the code is used and the person begins again.
 */
export async function completeOAuth(context: Needs, input: unknown): Promise<Outcome> {
  const redeemed = await redeemOAuthAttempt(context, input, () => true);
  if (!redeemed.ok) return redeemed;
  const { identity, unverifiedEmail } = redeemed.value;
  const outcome = await signInOrUp(context, identity, unverifiedEmail);
  if (outcome !== 'raced') return outcome;
  // Somebody took the identity or the email in the same moment, the same person on another device as a rule.
  const again = await signInOrUp(context, identity, unverifiedEmail);
  return again === 'raced' ? invalidOAuthAttempt : again;
}

async function signInOrUp(
  context: Needs,
  identity: ExternalIdentity,
  unverifiedEmail: Identifier | null,
): Promise<Outcome | 'raced'> {
  const { repository } = context;
  const known = await repository.userOfIdentity(identity);
  if (known !== null) return signInAs(context, known, async () => null);
  const email = identity.address ?? unverifiedEmail;
  const holder = email === null ? null : await repository.credentialOf(email);
  if (holder === null) return signUpAs(context, identity, async () => null);
  if (identity.address === null) return accountLinkRequired;
  return signInAs(context, holder.userId, linkToHolder(context, identity, identity.address, holder.userId));
}

/** Gives the person who holds the email the identity, while all that allows it still holds. */
const linkToHolder =
  (
    context: Needs,
    { provider, subject }: ExternalIdentity,
    address: Identifier,
    userId: string,
  ): AlsoInTransaction<CompleteOAuthRefusal> =>
  async (store) => {
    const now = context.now();
    // Nothing is joined to an account that nobody is let into.
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
