import type { RefusalOf, Result } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { providerUnavailable } from '../oauth/oauth-attempt.ts';
import { countProof } from '../proofs/count-attempt.ts';
import type { TooManyAttempts } from '../refusals.ts';
import type { AuthTokens } from '../sessions/issue-access-token.ts';
import type { AccountSuspended } from '../sessions/open-session-unless-suspended.ts';
import { type InitDataNeeds, type InvalidInitData, invalidInitData, readInitData } from './read-init-data.ts';
import { type AlsoInTransaction, type IdentityNeeds, signInAs, signUpAs } from './sign-in-by-identity.ts';

/** Reasons why a sign-in with Telegram is refused. */
export type TelegramLoginRefusal =
  | InvalidInitData
  | RefusalOf<'ProviderUnavailable'>
  | AccountSuspended
  | TooManyAttempts;

type Needs = IdentityNeeds &
  InitDataNeeds & {
    readonly attempts: Pick<AuthContext['attempts'], 'proof'>;
    readonly repository: Pick<AuthRepository, 'userOfIdentity' | 'isProofUsed'>;
  };

type Proof = NonNullable<ReturnType<typeof readInitData>>;
type Outcome = Result<AuthTokens, TelegramLoginRefusal>;

/**
 * Opens a session for an identity confirmed by Telegram, and creates an account on the first sign-in. The data is valid once,
 * for 300 seconds.
 */
export async function logInWithTelegram(context: Needs, input: unknown): Promise<Outcome> {
  if (!context.telegram.isConfigured) return providerUnavailable();
  const proof = readInitData(context, input);
  // By IP address too, so that invalid data or used data of another user does not lock others out.
  const subject = `telegram:${proof?.subject ?? ''}:${context.client.ip ?? ''}`;
  return countProof(context, subject, async () => (proof === null ? invalidInitData : signIn(context, proof)));
}

async function signIn(context: Needs, proof: Proof): Promise<Outcome> {
  const userId = await context.repository.userOfIdentity({ provider: 'telegram', subject: proof.subject });
  if (userId !== null) return signInAs(context, userId, consumeProof(proof));
  if (await context.repository.isProofUsed(proof.fingerprint)) return invalidInitData;
  return signUp(context, proof);
}

const consumeProof =
  ({ fingerprint, expiresAt }: Proof): AlsoInTransaction<InvalidInitData> =>
  async (store) =>
    (await store.useProof(fingerprint, expiresAt)) ? null : invalidInitData;

async function signUp(context: Needs, proof: Proof): Promise<Outcome> {
  const { subject, username } = proof;
  const identity = { provider: 'telegram', subject, username, address: null };
  const outcome = await signUpAs(context, identity, consumeProof(proof));
  if (outcome !== 'raced') return outcome;
  // A concurrent first sign-in of the same user on another device created the account.
  const userId = await context.repository.userOfIdentity(identity);
  return userId === null ? invalidInitData : signInAs(context, userId, consumeProof(proof));
}
