import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import type { Passkey } from '../../repository/passkeys.ts';
import { signInAs } from '../identities/sign-in-by-identity.ts';
import { providerUnavailable } from '../oauth/oauth-attempt.ts';
import { type InvalidPasskey, invalidPasskey } from '../proof-refusals.ts';
import { countProof } from '../proofs/count-attempt.ts';
import { type TooManyAttempts, tooManyAttempts } from '../refusals.ts';
import { type RecordNeeds, recordEvent } from '../security-events/record-event.ts';
import type { AuthTokens } from '../sessions/issue-access-token.ts';
import type { AccountSuspended } from '../sessions/open-session-unless-suspended.ts';
import type { SessionNeeds } from '../sessions/prepare-session.ts';
import { CREDENTIAL_RESPONSE, consumeChallenge, type PasskeyNeeds, storeChallenge } from './passkey-challenge.ts';

/** Reasons why a passkey sign-in does not start. */
export type StartPasskeyLoginRefusal = RefusalOf<'ProviderUnavailable'> | TooManyAttempts;

/** Reasons why a sign-in with a passkey is refused. */
export type PasskeyLoginRefusal = InvalidPasskey | AccountSuspended | TooManyAttempts;

type Needs = PasskeyNeeds &
  SessionNeeds &
  RecordNeeds & {
    readonly attempts: Pick<AuthContext['attempts'], 'signInStart' | 'proof'>;
    readonly repository: Pick<AuthRepository, 'passkeyOf' | 'accounts' | 'transaction'>;
  };

/** Request options for the browser, as JSON. The response identifies the user. */
export async function startPasskeyLogin(context: Needs): Promise<Result<string, StartPasskeyLoginRefusal>> {
  if (!context.passkeyRules.isConfigured) return providerUnavailable();
  const wait = await context.attempts.signInStart(context.client.ip);
  if (wait !== null) return tooManyAttempts(wait);
  return done(await storeChallenge(context, await context.passkeyRules.requestOptions(), null));
}

/**
 * Opens a session for the owner of the passkey. The device has verified the user, so a passkey counts as two factors and needs
 * no one-time code.
 *
 * A passkey whose signature counter has not increased may have been cloned: it is refused, and a security event is recorded.
 */
export async function finishPasskeyLogin(
  context: Needs,
  input: unknown,
): Promise<Result<AuthTokens, PasskeyLoginRefusal>> {
  const parsed = CREDENTIAL_RESPONSE.safeParse(input);
  const response = parsed.success ? parsed.data.response : '';
  const answer = context.passkeyRules.read(response);
  // By IP address too, so that invalid responses or foreign passkey ids do not lock others out.
  const subject = `passkey:${answer?.credentialId ?? ''}:${context.client.ip ?? ''}`;
  return countProof(context, subject, () => signIn(context, response, answer));
}

async function signIn(
  context: Needs,
  response: string,
  answer: ReturnType<Needs['passkeyRules']['read']>,
): Promise<Result<AuthTokens, PasskeyLoginRefusal>> {
  const { passkeyRules, repository } = context;
  if (answer === null || !(await consumeChallenge(context, answer, null))) return invalidPasskey;

  const passkey = await repository.passkeyOf(answer.credentialId);
  // The user was not identified before, so the response has to do it (WebAuthn Level 3, section 7.2, step 6).
  if (passkey === null || answer.userId !== passkey.userId) return invalidPasskey;
  const counter = await passkeyRules.verifyAssertion(response, answer.challenge, passkey);
  if (counter === null) return invalidPasskey;

  return signInAs(context, passkey.userId, async (store) => {
    if (await store.usePasskey(passkey.id, counter, context.now())) return null;
    await recordClonedPasskey(context, store, passkey);
    return invalidPasskey;
  });
}

/** Records a possibly cloned passkey, unless it was removed concurrently. */
async function recordClonedPasskey(
  context: RecordNeeds,
  store: AuthStore,
  { credentialId, userId }: Passkey,
): Promise<void> {
  if ((await store.passkeyOf(credentialId)) === null) return;
  await recordEvent(context, store, userId, 'PASSKEY_REFUSED');
}
