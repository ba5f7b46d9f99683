import { z } from 'zod';
import { isUniqueViolation } from '../../../../runtime/database/database-errors.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { AuthContext } from '../../context.ts';
import type { Challenge } from '../../repository/challenges.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import { MAX_CODE_ATTEMPTS, NOTICE_TTL_MS } from '../messages/message-lifetimes.ts';
import { channelRefusal, type QueueNeeds, queueMessage } from '../messages/queue-message.ts';
import { type InvalidToken, identifierTaken, invalidToken } from '../proof-refusals.ts';
import { countProof } from '../proofs/count-attempt.ts';
import type { TooManyAttempts } from '../refusals.ts';
import { findContactAddress, queueNotice } from '../security-events/record-change.ts';
import { type RecordNeeds, recordEvent } from '../security-events/record-event.ts';
import { announceVerified } from './announce-verified.ts';

/** Why an address was not proved. */
export type VerifyAddressRefusal = InvalidToken | RefusalOf<'IdentifierTaken'> | TooManyAttempts;

type Needs = QueueNeeds &
  RecordNeeds &
  Pick<AuthContext, 'signals' | 'channels' | 'tokenHasher'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'proof'>;
    readonly repository: Pick<AuthRepository, 'transaction' | 'countTry'>;
  };

type Outcome = Result<string, VerifyAddressRefusal>;

const MAX_TOKEN_LENGTH = 200;
const TOKEN = z.object({ token: z.string().trim().max(MAX_TOKEN_LENGTH) });
const CODE = z.object({ code: z.string().trim().max(MAX_TOKEN_LENGTH) });

/**
 * Verifies an email address with the token sent to it, whoever the caller is: the mail may be read on another device. The
 * token is valid once. Returns the id of the owner.
 */
export async function verifyEmail(context: Needs, input: unknown): Promise<Outcome> {
  const parsed = TOKEN.safeParse(input);
  const token = parsed.success ? parsed.data.token : '';
  const hash = context.tokenHasher.hash(token);
  return countProof(context, hash, () =>
    settle(context, (store) => store.takeChallenge('VERIFY_EMAIL', hash, context.now())),
  );
}

/** Verifies the viewer's phone number with the code sent to it, in at most five attempts. @throws a fault `UNAUTHENTICATED`. */
export async function verifyPhone(context: Needs, input: unknown): Promise<Outcome> {
  const viewerId = viewerOf(context.caller);
  const parsed = CODE.safeParse(input);
  const code = parsed.success ? parsed.data.code : '';
  return countProof(context, viewerId, () => verifyCode(context, viewerId, code));
}

async function verifyCode(context: Needs, viewerId: string, code: string): Promise<Outcome> {
  // Counted in its own statement before the code is compared, so that concurrent attempts cannot exceed the limit.
  const counts = await context.repository.countTry(viewerId, 'VERIFY_PHONE', MAX_CODE_ATTEMPTS, context.now());
  if (!counts) return invalidToken('code');
  return settle(
    context,
    (store) => store.takeChallenge('VERIFY_PHONE', context.tokenHasher.hash(code, viewerId), context.now()),
    'code',
  );
}

async function settle(
  context: Needs,
  take: (store: AuthStore) => Promise<Challenge | null>,
  field = 'token',
): Promise<Outcome> {
  let proving: Challenge['sentTo'] | null = null;
  const work = async (store: AuthStore): Promise<Outcome> => {
    const challenge = await take(store);
    if (challenge === null) return invalidToken(field);
    proving = challenge.sentTo;
    return prove(context, store, challenge, field);
  };
  const outcome = await context.repository.transaction(work).catch((error: unknown): Outcome => {
    // Another account verified the same address concurrently.
    if (proving !== null && isUniqueViolation(error)) return identifierTaken(proving, field);
    throw error;
  });
  if (outcome.ok) await notifyWork(context.signals, 'auth');
  return outcome;
}

async function prove(context: Needs, store: AuthStore, { userId, sentTo }: Challenge, field: string): Promise<Outcome> {
  const proving = await store.proveIdentifier(userId, sentTo, context.now());
  if (proving.outcome === 'TAKEN') return identifierTaken(sentTo, field);
  await announceVerified(store, userId, sentTo, context.now());
  await recordEvent(context, store, userId, `${sentTo.kind}_${proving.outcome}`);
  if (proving.previous !== null && channelRefusal(context, sentTo) === null) {
    const to = { ...sentTo, value: proving.previous };
    const expiresAt = new Date(context.now().getTime() + NOTICE_TTL_MS);
    await queueMessage(context, store, { template: 'ADDRESS_CHANGED', to, secret: '' }, expiresAt);
  }
  if (proving.outcome === 'CHANGED') {
    const other = await findContactAddress(context, store, userId, ({ kind }) => kind !== sentTo.kind);
    if (other !== null) await queueNotice(context, store, other, `${sentTo.kind}_CHANGED`);
  }
  return done(userId);
}
