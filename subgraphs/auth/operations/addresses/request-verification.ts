import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { AuthContext } from '../../context.ts';
import type { Account, Identifier } from '../../repository/accounts.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { type ChannelUnavailable, channelRefusal } from '../messages/queue-message.ts';
import { type TooManyAttempts, tooManyAttempts } from '../refusals.ts';
import { type ChallengeNeeds, sendChallenge } from './send-challenge.ts';

/** Reasons why no verification is sent. */
export type RequestVerificationRefusal = NotFound | ChannelUnavailable | TooManyAttempts;

type Needs = ChallengeNeeds &
  Pick<AuthContext, 'caller' | 'client' | 'signals' | 'channels'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'message'>;
    readonly repository: Pick<AuthRepository, 'accounts' | 'transaction'>;
  };

/**
 * Sends a token or code to each unverified address of the viewer and invalidates earlier ones. Returns the viewer's id.
 * @throws a fault `UNAUTHENTICATED`.
 */
export async function requestVerification(context: Needs): Promise<Result<string, RequestVerificationRefusal>> {
  const viewerId = viewerOf(context.caller);
  const [account] = await context.repository.accounts([viewerId]);
  const unproved = account == null ? [] : unprovedOf(account);
  if (unproved.length === 0) return notFound('You have no address to verify.');
  for (const to of unproved) {
    const refusal = channelRefusal(context, to);
    if (refusal !== null) return refusal;
    const wait = await context.attempts.message(`${to.kind}:${to.value}`, context.client.ip);
    if (wait !== null) return tooManyAttempts(wait);
  }
  await context.repository.transaction(async (store) => {
    for (const to of unproved) await sendChallenge(context, store, viewerId, to);
  });
  await notifyWork(context.signals, 'auth');
  return done(viewerId);
}

function unprovedOf({ email, emailVerifiedAt, emailRefusedAt, phone, phoneVerifiedAt }: Account): Identifier[] {
  const found: Identifier[] = [];
  if (email !== null && (emailVerifiedAt === null || emailRefusedAt != null))
    found.push({ kind: 'EMAIL', value: email });
  if (phone !== null && phoneVerifiedAt === null) found.push({ kind: 'PHONE', value: phone });
  return found;
}
