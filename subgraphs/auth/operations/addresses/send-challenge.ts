import type { AuthContext } from '../../context.ts';
import type { Identifier } from '../../repository/accounts.ts';
import type { AuthStore } from '../../repository/index.ts';
import { CODE_TTL_MS, LINK_TTL_MS } from '../messages/message-lifetimes.ts';
import { type QueueNeeds, queueMessage } from '../messages/queue-message.ts';

export type ChallengeNeeds = QueueNeeds & Pick<AuthContext, 'tokenHasher'>;

/** Sends a token or code to an address, in the caller's transaction, so that the user can prove that it is theirs. */
export async function sendChallenge(
  context: ChallengeNeeds,
  store: Pick<AuthStore, 'putChallenge' | 'enqueueWork'>,
  userId: string,
  to: Identifier,
): Promise<void> {
  const { tokenHasher, now } = context;
  const byMail = to.kind === 'EMAIL';
  const secret = byMail ? tokenHasher.linkToken() : tokenHasher.shortCode();
  const expiresAt = new Date(now().getTime() + (byMail ? LINK_TTL_MS : CODE_TTL_MS));
  await store.putChallenge({
    userId,
    purpose: byMail ? 'VERIFY_EMAIL' : 'VERIFY_PHONE',
    // A code alone is too short to be unique.
    hash: tokenHasher.hash(secret, byMail ? '' : userId),
    sentTo: to,
    expiresAt,
  });
  await queueMessage(context, store, { template: 'VERIFY', to, secret }, expiresAt);
}
