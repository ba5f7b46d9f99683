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

/** Why nobody was signed in by Telegram. */
export type TelegramLoginRefusal =
  | InvalidInitData
  | RefusalOf<'ProviderUnavailable'>
  | AccountSuspended
  | TooManyAttempts;

/** The part of the context that signing in needs. */
type Needs = IdentityNeeds &
  InitDataNeeds & {
    readonly attempts: Pick<AuthContext['attempts'], 'proof'>;
    readonly repository: Pick<AuthRepository, 'userOfIdentity' | 'isProofUsed'>;
  };

type Proof = NonNullable<ReturnType<typeof readInitData>>;
type Outcome = Result<AuthTokens, TelegramLoginRefusal>;

/**
 * Opens a session for the person that Telegram vouches for, and makes an account when it is their first time. The data
 * counts once, and for 300 seconds.
 */
export async function logInWithTelegram(context: Needs, input: unknown): Promise<Outcome> {
  if (!context.telegram.isConfigured) return providerUnavailable();
  const proof = readInitData(context, input);
  // By address too: who sends nonsense, or data of somebody else that was used, must keep nobody else out.
  const subject = `telegram:${proof?.subject ?? ''}:${context.client.ip ?? ''}`;
  return countProof(context, subject, async () => (proof === null ? invalidInitData : signIn(context, proof)));
}

async function signIn(context: Needs, proof: Proof): Promise<Outcome> {
  const known = await context.repository.userOfIdentity({ provider: 'telegram', subject: proof.subject });
  if (known !== null) return signInAs(context, known, consumeProof(proof));
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
  // The same person's first sign-in on another device was faster: that account is theirs.
  const known = await context.repository.userOfIdentity(identity);
  return known === null ? invalidInitData : signInAs(context, known, consumeProof(proof));
}
