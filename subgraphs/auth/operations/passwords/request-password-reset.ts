import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { identifierRules } from '../input-rules.ts';
import { RESET_TTL_MS } from '../messages/message-lifetimes.ts';
import { type ChannelUnavailable, channelRefusal, type QueueNeeds, queueMessage } from '../messages/queue-message.ts';
import { type TooManyAttempts, tooManyAttempts } from '../refusals.ts';

/** Reasons why no reset is requested. */
export type RequestPasswordResetRefusal = InvalidInput | ChannelUnavailable | TooManyAttempts;

/** Contains nothing to look up accounts with, so that the result cannot disclose any. */
type Needs = QueueNeeds &
  Pick<AuthContext, 'client' | 'signals' | 'channels' | 'tokenHasher' | 'parsePhoneNumber'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'message'>;
    readonly repository: Pick<AuthRepository, 'enqueueWork'>;
  };

/**
 * Sends a token to set a new password, if the address belongs to an account. Result and work are the same if it does not: the
 * account is looked up only when the message is sent.
 */
export async function requestPasswordReset(
  context: Needs,
  input: unknown,
): Promise<Result<true, RequestPasswordResetRefusal>> {
  const parsed = parseInput(z.object({ identifier: identifierRules(context.parsePhoneNumber).either }), input);
  if (!parsed.ok) return parsed;
  const to = parsed.value.identifier;
  const refusal = channelRefusal(context, to);
  if (refusal !== null) return refusal;
  const wait = await context.attempts.message(`${to.kind}:${to.value}`, context.client.ip);
  if (wait !== null) return tooManyAttempts(wait);

  const secret = to.kind === 'EMAIL' ? context.tokenHasher.linkToken() : context.tokenHasher.longCode();
  const expiresAt = new Date(context.now().getTime() + RESET_TTL_MS);
  await queueMessage(context, context.repository, { template: 'RESET', to, secret }, expiresAt);
  await notifyWork(context.signals, 'auth');
  return done(true);
}
