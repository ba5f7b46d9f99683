import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { AuthContext } from '../../context.ts';
import type { SessionRevoked } from '../../events.ts';
import type { Challenge } from '../../repository/challenges.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import { announceVerified } from '../addresses/announce-verified.ts';
import { newPassword } from '../input-rules.ts';
import { channelRefusal, type QueueNeeds } from '../messages/queue-message.ts';
import { type InvalidToken, invalidToken } from '../proof-refusals.ts';
import { countProof } from '../proofs/count-attempt.ts';
import type { TooManyAttempts } from '../refusals.ts';
import { queueNotice } from '../security-events/record-change.ts';
import { type RecordNeeds, recordEvent } from '../security-events/record-event.ts';
import { endSessions, notifyRevokedSessions } from '../sessions/end-sessions.ts';

/** Reasons why a password is not changed. */
export type ResetPasswordRefusal = InvalidInput | InvalidToken | TooManyAttempts;

type Needs = QueueNeeds &
  RecordNeeds &
  Pick<AuthContext, 'signals' | 'channels' | 'passwords' | 'tokenHasher'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'proof'>;
    readonly repository: Pick<AuthRepository, 'hasChallenge' | 'transaction'>;
  };

const MAX_TOKEN_LENGTH = 200;
const INPUT = z.object({ token: z.string().trim().max(MAX_TOKEN_LENGTH), password: newPassword });

/**
 * Sets a new password with a one-time token and ends all sessions of the user. Also verifies the address that the token was
 * sent to. Returns the user's id.
 */
export async function resetPassword(context: Needs, input: unknown): Promise<Result<string, ResetPasswordRefusal>> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { token, password } = parsed.value;
  const hash = context.tokenHasher.hash(token);
  return countProof(context, hash, () => resetBy(context, hash, password));
}

async function resetBy(context: Needs, hash: string, password: string): Promise<Result<string, ResetPasswordRefusal>> {
  // Made-up tokens must not cost a password hash.
  if (!(await context.repository.hasChallenge('RESET_PASSWORD', hash, context.now()))) return invalidToken('token');

  const passwordHash = await context.passwords.limitPerClient(context.client.ip, (hashing) => hashing.hash(password));
  const outcome = await context.repository.transaction(async (store) => {
    const challenge = await store.takeChallenge('RESET_PASSWORD', hash, context.now());
    return challenge === null ? null : reset(context, store, challenge, passwordHash);
  });
  if (outcome === null) return invalidToken('token');
  await Promise.all([notifyRevokedSessions(context, outcome.ended), notifyWork(context.signals, 'auth')]);
  return done(outcome.userId);
}

async function reset(
  context: Needs,
  store: AuthStore,
  { userId, sentTo }: Challenge,
  passwordHash: string,
): Promise<{ userId: string; ended: SessionRevoked[] } | null> {
  const now = context.now();
  const identifier = await store.holdIdentifier(sentTo);
  // The address may have been removed or taken over since the token was sent.
  if (identifier?.userId !== userId) return null;
  await store.setPassword(userId, passwordHash, now);
  if (identifier.verifiedAt === null) {
    await store.proveIdentifier(userId, sentTo, now);
    await announceVerified(store, userId, sentTo, now);
  }
  await recordEvent(context, store, userId, 'PASSWORD_RESET');
  if (channelRefusal(context, sentTo) === null) await queueNotice(context, store, sentTo, 'PASSWORD_RESET');
  return { userId, ended: await endSessions(store, { userId, except: null }, now) };
}
