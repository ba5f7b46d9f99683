import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import { givenPassword } from '../input-rules.ts';
import { CREDENTIAL_RESPONSE, consumeChallenge, type PasskeyNeeds } from '../passkeys/passkey-challenge.ts';
import { type InvalidPasskey, type InvalidToken, invalidPasskey, invalidToken } from '../proof-refusals.ts';
import { sessionSource } from '../proofs/count-attempt.ts';
import { type InvalidCredentials, invalidCredentials, type TooManyAttempts } from '../refusals.ts';
import { issueAccessToken } from '../sessions/issue-access-token.ts';
import { consumeCode, type FactorNeeds } from '../two-factor/use-second-factor.ts';
import { countPassword, countProof } from './count-attempt.ts';
import { PROOF_TTL_MS } from './require-proof.ts';

/** Result of a successful proof of identity. */
interface ConfirmedIdentity {
  /** Carries the time of the proof; the session and its refresh token stay valid. */
  readonly accessToken: string;
  readonly expiresAt: Date;
  /** When the proof expires. */
  readonly provenUntil: Date;
}

/** Reasons why a proof of identity is refused. */
export type ConfirmIdentityRefusal =
  | InvalidInput
  | InvalidCredentials
  | InvalidToken
  | InvalidPasskey
  | NotFound
  | TooManyAttempts;

type Needs = PasskeyNeeds &
  FactorNeeds &
  Pick<AuthContext, 'caller' | 'passwords' | 'accessTokens'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'password' | 'proof'>;
    readonly repository: Pick<
      AuthRepository,
      'passwordHash' | 'totpOf' | 'passkeyOf' | 'sessions' | 'accounts' | 'transaction'
    >;
  };

/** Consumes a proof in the transaction that records it; false when it was already used or is no longer valid. */
type ConsumeProof = (store: AuthStore) => Promise<boolean>;

type Outcome = Result<ConfirmedIdentity, ConfirmIdentityRefusal>;

const MAX_CODE_LENGTH = 100;
const INPUT = z
  .object({
    password: givenPassword.nullish(),
    totpCode: z.string().trim().max(MAX_CODE_LENGTH).nullish(),
    passkey: CREDENTIAL_RESPONSE.shape.response.nullish(),
  })
  .refine(
    ({ password, totpCode, passkey }) => [password, totpCode, passkey].filter((one) => one != null).length === 1,
    'Provide exactly one proof: a password, a code from your authenticator app, or a passkey.',
  );

/**
 * Proves the viewer's identity in their session with the password, a code of their app or a passkey. Wrong proofs are counted
 * per session, like those of a sign-in. @throws a fault `UNAUTHENTICATED` or `RATE_LIMITED`.
 */
export async function confirmIdentity(context: Needs, input: unknown): Promise<Outcome> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { password, totpCode, passkey } = parsed.value;
  if (password != null) return byPassword(context, viewerId, password);
  if (totpCode != null) return countProof(context, `totp:${viewerId}`, () => byCode(context, viewerId, totpCode));
  return countProof(context, `passkey:${viewerId}`, () => byPasskey(context, viewerId, passkey ?? ''));
}

function byPassword(context: Needs, viewerId: string, password: string): Promise<Outcome> {
  return context.passwords.limitPerClient(context.client.ip, ({ verify }) =>
    countPassword(context, viewerId, sessionSource(context), async (): Promise<Outcome> => {
      const hash = await context.repository.passwordHash(viewerId);
      const right = await verify(hash, password);
      if (!right || hash === null) return invalidCredentials('password');
      return confirm(context, (store) => store.holdPassword(viewerId, hash), invalidCredentials('password'));
    }),
  );
}

async function byCode(context: Needs, viewerId: string, code: string): Promise<Outcome> {
  const stored = await context.repository.totpOf(viewerId);
  if (stored === null || stored.confirmedAt === null) return invalidToken('totpCode');
  return confirm(context, consumeCode(context, viewerId, stored, code, { recovery: false }), invalidToken('totpCode'));
}

async function byPasskey(context: Needs, viewerId: string, response: string): Promise<Outcome> {
  const { passkeyRules, repository } = context;
  const answer = passkeyRules.read(response);
  if (answer === null || !(await consumeChallenge(context, answer, null))) return invalidPasskey;
  const passkey = await repository.passkeyOf(answer.credentialId);
  if (passkey === null || passkey.userId !== viewerId || answer.userId !== viewerId) return invalidPasskey;
  const counter = await passkeyRules.verifyAssertion(response, answer.challenge, passkey);
  if (counter === null) return invalidPasskey;
  return confirm(context, (store) => store.usePasskey(passkey.id, counter, context.now()), invalidPasskey);
}

async function confirm<Refused extends Exclude<Outcome, { readonly ok: true }>>(
  context: Needs,
  use: ConsumeProof,
  refused: Refused,
): Promise<Outcome> {
  const { caller, repository, now } = context;
  const { sessionId } = caller;
  const provenAt = now();
  if (sessionId === null) return noSession;
  const outcome = await repository.transaction(async (store) => {
    if (!(await use(store))) return refused;
    return (await store.proveSession(sessionId, provenAt)) ? null : noSession;
  });
  if (outcome !== null) return outcome;
  const [[session = null], [account]] = await Promise.all([
    repository.sessions([sessionId]),
    repository.accounts([viewerOf(caller)]),
  ]);
  if (session === null) return noSession;
  const access = await issueAccessToken(context, session, account?.roles ?? []);
  return done({ ...access, provenUntil: new Date(provenAt.getTime() + PROOF_TTL_MS) });
}

const noSession = notFound('The session has expired.');
