import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, parseInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import { birthDateChanged, userRegistered } from '../../events.ts';
import type { AccountDraft, Identifier } from '../../repository/accounts.ts';
import type { AuthRepository } from '../../repository/index.ts';
import type { SessionDraft } from '../../repository/sessions.ts';
import { birthday, identifierRules, newPassword } from '../input-rules.ts';
import { identifierTaken } from '../proof-refusals.ts';
import { type TooManyAttempts, tooManyAttempts } from '../refusals.ts';
import type { AuthTokens } from '../sessions/issue-access-token.ts';
import { prepareSession } from '../sessions/prepare-session.ts';
import { assignUserId, type Registration, type ReplayNeeds, replayRegistration } from './replay-registration.ts';
import { createProfile, type NicknameRefusal, releaseNickname, reserveNickname } from './reserve-nickname.ts';

/** Reasons why a registration is refused. */
export type RegisterRefusal =
  | InvalidInput
  | NicknameRefusal
  | RefusalOf<'IdentifierTaken'>
  | TooManyAttempts
  | IdempotencyRefusal;

type Needs = ReplayNeeds &
  Pick<AuthContext, 'ask' | 'parsePhoneNumber'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'registration'>;
    readonly repository: Pick<AuthRepository, 'takenIdentifiers' | 'transaction'>;
  };

/** The profile domain validates nicknames; this only bounds the request to it. */
const MAX_NICKNAME_LENGTH = 100;

/**
 * Creates an account and its first session, and announces the registration. A repetition with the same idempotency key opens
 * another session of the same account.
 *
 * The nickname is reserved in the profile domain before anything is stored: when that is unavailable, the fault `UNAVAILABLE`
 * asks the client to retry. Returns when the profile exists, or after 2 s.
 */
export async function registerUser(context: Needs, input: unknown): Promise<Replayable<AuthTokens, RegisterRefusal>> {
  const parsed = parseInput(registration(context), input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const attemptKeys = parsed.value.identifiers.map(({ kind, value }) => `${kind}:${value}`);
  const wait = await context.attempts.registration(attemptKeys, context.client.ip);
  if (wait !== null) return { ...tooManyAttempts(wait), isReplay: false };

  const assigned = await assignUserId(context, parsed.value);
  if (!assigned.ok) return assigned;
  const { userId } = assigned.value;
  const earlier = assigned.isReplay ? await replayRegistration(context, userId, parsed.value) : null;
  if (earlier !== null) return { ...earlier, isReplay: earlier.ok };

  const registered = await createAccount(context, userId, parsed.value);
  if (registered.ok || parsed.value.idempotencyKey === null) return { ...registered, isReplay: false };
  // A request with the same key may have been faster.
  const meanwhile = await replayRegistration(context, userId, parsed.value);
  if (meanwhile !== null) return { ...meanwhile, isReplay: meanwhile.ok };
  if (registered.refusal.__typename === 'IdentifierTaken') await releaseNickname(context, userId);
  return { ...registered, isReplay: false };
}

async function createAccount(
  context: Needs,
  id: string,
  { identifiers, password, nickname: requestedNickname, dateOfBirth, idempotencyKey: key }: Registration,
): Promise<Result<AuthTokens, RegisterRefusal>> {
  // Checked before the expensive steps and before a nickname is reserved.
  const [taken] = await context.repository.takenIdentifiers(identifiers);
  if (taken !== undefined) return identifierTaken(taken);

  const passwordHash = await context.passwords.limitPerClient(context.client.ip, ({ hash }) => hash(password));
  const createdAt = context.now();
  // With a key the nickname stays reserved for the same user: another request with the key may be about to use it.
  const release = async () => (key === null ? releaseNickname(context, id) : undefined);
  const nickname = await elseRun(release, () => reserveNickname(context, requestedNickname, id));
  if (!nickname.ok) return nickname;

  const stored = await elseRun(release, async () => {
    const { draft, tokens } = await prepareSession(context, id, []);
    const account = { id, createdAt, dateOfBirth, identifiers, passwordHash };
    return { tokens, takenIdentifier: await store(context, account, draft, nickname.value) };
  });
  if (stored.takenIdentifier === null) {
    await createProfile(context, id, nickname.value);
    return done(stored.tokens);
  }
  await release();
  return identifierTaken(stored.takenIdentifier);
}

/** Does `work`; if it fails `undo` comes first, so that the user can try again with the same nickname. */
async function elseRun<T>(undo: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await undo();
    throw error;
  }
}

function registration({ now, parsePhoneNumber }: Pick<Needs, 'now' | 'parsePhoneNumber'>) {
  const rules = identifierRules(parsePhoneNumber);
  return z
    .object({
      email: rules.email.nullish(),
      phone: rules.phone.nullish(),
      password: newPassword,
      nickname: text('A nickname', { max: MAX_NICKNAME_LENGTH, singleLine: true }).nullish(),
      dateOfBirth: birthday(now()).nullish(),
      idempotencyKey: idempotencyKey.nullish(),
    })
    .transform(({ email, phone, password, nickname, dateOfBirth, ...given }) => ({
      identifiers: [email, phone].filter((identifier) => identifier != null),
      password,
      nickname: nickname ?? null,
      dateOfBirth: dateOfBirth ?? null,
      idempotencyKey: given.idempotencyKey ?? null,
    }))
    .refine(({ identifiers }) => identifiers.length > 0, 'Enter an email address or a phone number.');
}

/** Stores the account and its session and returns null; or stores nothing and returns the identifier that is taken. */
function store(
  { repository }: Needs,
  account: AccountDraft,
  session: SessionDraft,
  nickname: string,
): Promise<Identifier | null> {
  const { id: userId, createdAt, dateOfBirth } = account;
  return repository.transaction(async (tx) => {
    const takenIdentifier = await tx.addAccount(account);
    if (takenIdentifier !== null) return takenIdentifier;
    await tx.openSession(session);
    await tx.announce(userRegistered, { userId, nickname, registeredAt: createdAt.toISOString() }, createdAt);
    if (dateOfBirth !== null) await tx.announce(birthDateChanged, { userId, dateOfBirth }, createdAt);
    return null;
  });
}
