import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import type { Passkey } from '../../repository/passkeys.ts';
import { providerUnavailable } from '../oauth/oauth-attempt.ts';
import { type InvalidPasskey, invalidPasskey } from '../proof-refusals.ts';
import { changeWithProof } from '../proofs/change-with-proof.ts';
import { countProof } from '../proofs/count-attempt.ts';
import { type ProofNeeds, type ProofRequired, requireProof } from '../proofs/require-proof.ts';
import { type TooManyAttempts, tooManyAttempts } from '../refusals.ts';
import { type ChangeNeeds, recordChange } from '../security-events/record-change.ts';
import { CREDENTIAL_RESPONSE, consumeChallenge, type PasskeyNeeds, storeChallenge } from './passkey-challenge.ts';

/** The account has the maximum number of passkeys. */
interface TooManyPasskeys extends RefusalOf<'TooManyPasskeys'> {
  readonly limit: number;
}

/** Reasons why a passkey registration does not start. */
export type StartRegistrationRefusal =
  | RefusalOf<'ProviderUnavailable'>
  | TooManyPasskeys
  | ProofRequired
  | TooManyAttempts;

/** Reasons why a passkey is not registered. */
export type FinishRegistrationRefusal =
  | InvalidInput
  | InvalidPasskey
  | TooManyPasskeys
  | ProofRequired
  | TooManyAttempts;

type Needs = PasskeyNeeds &
  ChangeNeeds &
  ProofNeeds & {
    readonly attempts: Pick<AuthContext['attempts'], 'signInStart' | 'proof'>;
    readonly repository: Pick<AuthRepository, 'passkeys' | 'accounts' | 'transaction'>;
  };

const MAX_PASSKEYS = 20;
const MAX_NAME_LENGTH = 60;

/** Input rule for the display name of a passkey. */
export const passkeyName = text('A name', { max: MAX_NAME_LENGTH, singleLine: true });

const INPUT = CREDENTIAL_RESPONSE.extend({ name: passkeyName.nullish() });

/** Creation options for the viewer's browser, as JSON. @throws a fault `UNAUTHENTICATED`. */
export async function startPasskeyRegistration(context: Needs): Promise<Result<string, StartRegistrationRefusal>> {
  const viewerId = viewerOf(context.caller);
  const { passkeyRules, repository, client } = context;
  if (!passkeyRules.isConfigured) return providerUnavailable();
  const wait = await context.attempts.signInStart(client.ip);
  if (wait !== null) return tooManyAttempts(wait);
  const refused = await requireProof(context);
  if (refused !== null) return refused;
  const [[account], [passkeys = []]] = await Promise.all([
    repository.accounts([viewerId]),
    repository.passkeys([viewerId]),
  ]);
  if (passkeys.length >= MAX_PASSKEYS) return tooManyPasskeys;
  const name = account?.email ?? account?.phone ?? viewerId;
  const options = await passkeyRules.creationOptions({ id: viewerId, name }, passkeys);
  return done(await storeChallenge(context, options, viewerId));
}

/** Stores the passkey that the viewer's browser created. @throws a fault `UNAUTHENTICATED`. */
export async function finishPasskeyRegistration(
  context: Needs,
  input: unknown,
): Promise<Result<Passkey, FinishRegistrationRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const refused = await requireProof(context);
  if (refused !== null) return refused;
  const { response, name } = parsed.value;
  return countProof(context, `passkey:${viewerId}`, () => register(context, viewerId, response, name ?? 'Passkey'));
}

async function register(
  context: Needs,
  viewerId: string,
  response: string,
  name: string,
): Promise<Result<Passkey, FinishRegistrationRefusal>> {
  const answer = context.passkeyRules.read(response);
  if (answer === null || !(await consumeChallenge(context, answer, viewerId))) return invalidPasskey;
  const credential = await context.passkeyRules.verifyRegistration(response, answer.challenge);
  if (credential === null) return invalidPasskey;
  const createdAt = context.now();
  const id = newId('pky', createdAt);
  const passkey = { ...credential, id, userId: viewerId, name, createdAt, lastUsedAt: null };
  return changeWithProof(context, (store) => add(context, store, passkey));
}

async function add(
  context: Needs,
  store: AuthStore,
  passkey: Passkey,
): Promise<Result<Passkey, FinishRegistrationRefusal>> {
  const { passkeys } = await store.holdWays(passkey.userId);
  if (passkeys >= MAX_PASSKEYS) return tooManyPasskeys;
  // The credential id is taken: authenticators never create one twice.
  if (!(await store.addPasskey(passkey))) return invalidPasskey;
  await recordChange(context, store, passkey.userId, 'PASSKEY_ADDED');
  return done(passkey);
}

const tooManyPasskeys = refuse<TooManyPasskeys>({
  __typename: 'TooManyPasskeys',
  message: `An account can have at most ${MAX_PASSKEYS} passkeys. Remove one first.`,
  path: ['input'],
  limit: MAX_PASSKEYS,
});
