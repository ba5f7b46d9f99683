import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
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
import { prepareSession, type SessionNeeds } from '../sessions/prepare-session.ts';
import { createProfile, type NicknameRefusal, releaseNickname, reserveNickname } from './reserve-nickname.ts';

/** Reasons why a registration is refused. */
export type RegisterRefusal = InvalidInput | NicknameRefusal | RefusalOf<'IdentifierTaken'> | TooManyAttempts;

type Needs = SessionNeeds &
  Pick<AuthContext, 'ask' | 'passwords' | 'parsePhoneNumber'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'registration'>;
    readonly repository: Pick<AuthRepository, 'takenIdentifiers' | 'transaction'>;
  };

/** The profile domain validates nicknames; this only bounds the request to it. */
const MAX_NICKNAME_LENGTH = 100;

/**
 * Creates an account and its first session, and announces the registration.
 *
 * The nickname is reserved in the profile domain before anything is stored: when that is unavailable, the fault `UNAVAILABLE`
 * asks the client to retry. Returns when the profile exists, or after 2 s.
 */
export async function registerUser(context: Needs, input: unknown): Promise<Result<AuthTokens, RegisterRefusal>> {
  const parsed = parseInput(registration(context), input);
  if (!parsed.ok) return parsed;
  const { identifiers, password, nickname: requestedNickname, dateOfBirth } = parsed.value;

  const attemptKeys = identifiers.map(({ kind, value }) => `${kind}:${value}`);
  const wait = await context.attempts.registration(attemptKeys, context.client.ip);
  if (wait !== null) return tooManyAttempts(wait);
  // Checked before the expensive steps and before a nickname is reserved.
  const [taken] = await context.repository.takenIdentifiers(identifiers);
  if (taken !== undefined) return identifierTaken(taken);

  const passwordHash = await context.passwords.limitPerClient(context.client.ip, ({ hash }) => hash(password));
  const createdAt = context.now();
  const id = newId('usr', createdAt);
  const nickname = await releaseNicknameOnFailure(context, id, () => reserveNickname(context, requestedNickname, id));
  if (!nickname.ok) return nickname;

  const stored = await releaseNicknameOnFailure(context, id, async () => {
    const { draft, tokens } = await prepareSession(context, id, []);
    const account = { id, createdAt, dateOfBirth, identifiers, passwordHash };
    return { tokens, takenIdentifier: await store(context, account, draft, nickname.value) };
  });
  if (stored.takenIdentifier === null) {
    await createProfile(context, id, nickname.value);
    return done(stored.tokens);
  }
  await releaseNickname(context, id);
  return identifierTaken(stored.takenIdentifier);
}

/** Runs `work`; releases the nickname if it fails, so that the user can try again with the same one. */
async function releaseNicknameOnFailure<T>(context: Needs, userId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await releaseNickname(context, userId);
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
    })
    .transform(({ email, phone, password, nickname, dateOfBirth }) => ({
      identifiers: [email, phone].filter((identifier) => identifier != null),
      password,
      nickname: nickname ?? null,
      dateOfBirth: dateOfBirth ?? null,
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
