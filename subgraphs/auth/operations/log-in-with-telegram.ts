import { newId } from '../../../runtime/ids.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/result.ts';
import type { AuthContext } from '../context.ts';
import { userRegistered } from '../events.ts';
import type { AuthRepository, AuthStore } from '../repository/index.ts';
import { type AccountSuspended, admit } from './admit.ts';
import type { AuthTokens } from './issue-access-token.ts';
import { prepareSession, type SessionNeeds } from './prepare-session.ts';
import { type InitDataNeeds, type InvalidInitData, invalidInitData, readInitData } from './read-init-data.ts';
import { type TooManyAttempts, tooManyAttempts } from './refusals.ts';
import { releaseNickname, reserveNickname } from './reserve-nickname.ts';

/** Why nobody was signed in by Telegram. */
export type TelegramLoginRefusal =
  | InvalidInitData
  | RefusalOf<'ProviderUnavailable'>
  | AccountSuspended
  | TooManyAttempts;

/** The part of the context that signing in needs. */
type Needs = SessionNeeds &
  InitDataNeeds &
  Pick<AuthContext, 'ask'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'proof'>;
    readonly repository: Pick<AuthRepository, 'userOfIdentity' | 'isProofUsed' | 'accounts' | 'transaction'>;
  };

type Proof = NonNullable<ReturnType<typeof readInitData>>;
type Outcome = Result<AuthTokens, TelegramLoginRefusal>;

/**
 * Opens a session for the person that Telegram vouches for, and makes an account when it is their first time. The data
 * counts once, and for 300 seconds.
 */
export async function logInWithTelegram(context: Needs, input: unknown): Promise<Outcome> {
  if (!context.telegram.isConfigured) return unavailable;
  const proof = readInitData(context, input);
  const subject = proof === null ? 'telegram' : `telegram:${proof.subject}`;
  // Who sends nonsense is counted by address alone: nobody else may be kept out by it.
  const wait = await context.attempts.proof(
    proof === null ? `${subject}:${context.origin.ip ?? 'unknown'}` : subject,
    context.origin.ip,
  );
  if (wait !== null) return tooManyAttempts(wait);
  if (proof === null) return invalidInitData;

  const known = await context.repository.userOfIdentity({ provider: 'telegram', subject: proof.subject });
  if (known !== null) return signIn(context, proof, known);
  if (await context.repository.isProofUsed(proof.fingerprint)) return invalidInitData;
  return signUp(context, proof);
}

async function signIn(context: Needs, proof: Proof, userId: string): Promise<Outcome> {
  const [account] = await context.repository.accounts([userId]);
  const { draft, tokens } = await prepareSession(context, userId, account?.roles ?? []);
  return context.repository.transaction(async (store) => {
    if (!(await store.useProof(proof.fingerprint, proof.expiresAt))) return invalidInitData;
    return (await admit(store, draft)) ?? done(tokens);
  });
}

async function signUp(context: Needs, proof: Proof): Promise<Outcome> {
  const createdAt = context.now();
  const userId = newId('usr', createdAt);
  const nickname = await nicknameFor(context, proof, userId);
  const { draft, tokens } = await prepareSession(context, userId, []);
  const add = async (store: AuthStore): Promise<'done' | 'used' | 'raced'> => {
    const identity = { provider: 'telegram', subject: proof.subject, userId, createdAt };
    if (!(await store.addIdentityAccount(identity))) return 'raced';
    // After the account: a proof that somebody else uses in this moment is waited for.
    if (!(await store.useProof(proof.fingerprint, proof.expiresAt))) throw new ProofUsed();
    await store.openSession(draft);
    await store.announce(userRegistered, { userId, nickname, registeredAt: createdAt.toISOString() }, createdAt);
    return 'done';
  };
  const outcome = await context.repository.transaction(add).catch(async (error: unknown) => {
    if (error instanceof ProofUsed) return 'used';
    await releaseNickname(context, userId);
    throw error;
  });
  if (outcome === 'done') return done(tokens);
  await releaseNickname(context, userId);
  if (outcome === 'used') return invalidInitData;
  // The same person's first sign-in on another device was faster: that account is theirs.
  const known = await context.repository.userOfIdentity({ provider: 'telegram', subject: proof.subject });
  return known === null ? invalidInitData : signIn(context, proof, known);
}

/** Rolls the transaction back. */
class ProofUsed extends Error {
  override readonly name = 'ProofUsed';
}

/** The name that the person has at Telegram when it is free here, else one that is made up. */
async function nicknameFor(context: Needs, { username }: Proof, userId: string): Promise<string> {
  const own = username === null ? null : await reserveNickname(context, username, userId);
  const reserved = own?.ok ? own : await reserveNickname(context, null, userId);
  if (!reserved.ok) throw new Error(`no nickname is to be had: ${reserved.refusal.message}`);
  return reserved.value;
}

const unavailable = refuse<RefusalOf<'ProviderUnavailable'>>({
  __typename: 'ProviderUnavailable',
  message: 'Nobody can sign in by Telegram here.',
  path: ['input'],
});
