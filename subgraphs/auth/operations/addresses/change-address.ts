import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { AuthContext } from '../../context.ts';
import type { Identifier } from '../../repository/accounts.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { identifierRules } from '../input-rules.ts';
import { type ChannelUnavailable, channelRefusal } from '../messages/queue-message.ts';
import { identifierTaken } from '../proof-refusals.ts';
import { type ProofNeeds, type ProofRequired, requireProof } from '../proofs/require-proof.ts';
import { type TooManyAttempts, tooManyAttempts } from '../refusals.ts';
import { type ChallengeNeeds, sendChallenge } from './send-challenge.ts';

/** Reasons why an address is not changed. */
export type ChangeAddressRefusal =
  | InvalidInput
  | RefusalOf<'IdentifierTaken'>
  | ChannelUnavailable
  | ProofRequired
  | TooManyAttempts;

type Needs = ChallengeNeeds &
  ProofNeeds &
  Pick<AuthContext, 'caller' | 'client' | 'signals' | 'channels' | 'parsePhoneNumber'> & {
    readonly attempts: Pick<AuthContext['attempts'], 'message'>;
    readonly repository: Pick<AuthRepository, 'takenIdentifiers' | 'transaction'>;
  };

/**
 * Sends a token to a new email address of a viewer with a fresh proof. The address changes only when `verifyEmail` is called
 * with that token. Returns the viewer's id. @throws a fault `UNAUTHENTICATED`.
 */
export async function changeEmail(context: Needs, input: unknown): Promise<Result<string, ChangeAddressRefusal>> {
  viewerOf(context.caller);
  const parsed = parseInput(z.object({ email: identifierRules(context.parsePhoneNumber).email }), input);
  return parsed.ok ? changeTo(context, parsed.value.email) : parsed;
}

/** Sends a code to a new phone number, like `changeEmail`. @throws a fault `UNAUTHENTICATED`. */
export async function changePhone(context: Needs, input: unknown): Promise<Result<string, ChangeAddressRefusal>> {
  viewerOf(context.caller);
  const parsed = parseInput(z.object({ phone: identifierRules(context.parsePhoneNumber).phone }), input);
  return parsed.ok ? changeTo(context, parsed.value.phone) : parsed;
}

async function changeTo(context: Needs, to: Identifier): Promise<Result<string, ChangeAddressRefusal>> {
  const viewerId = viewerOf(context.caller);
  const refusal = channelRefusal(context, to) ?? (await requireProof(context));
  if (refusal !== null) return refusal;
  const waits = await Promise.all([
    context.attempts.message(`${to.kind}:${to.value}`, context.client.ip),
    context.attempts.message(viewerId, null),
  ]);
  const wait = waits.find((one) => one !== null);
  if (wait != null) return tooManyAttempts(wait);
  const [taken] = await context.repository.takenIdentifiers([to]);
  if (taken !== undefined) return identifierTaken(taken);

  await context.repository.transaction((store) => sendChallenge(context, store, viewerId, to));
  await notifyWork(context.signals, 'auth');
  return done(viewerId);
}
