import type { ErasureStep } from '../../../../runtime/erasure/erase-user.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthStore } from '../../repository/index.ts';
import { NOTICE_TTL_MS } from '../messages/message-lifetimes.ts';
import { channelRefusal, type QueueNeeds, queueMessage } from '../messages/queue-message.ts';
import { recipientHash } from '../messages/recipient-hash.ts';
import { lastTokenExpiry } from '../sessions/session-lifetimes.ts';

export type EraseNeeds = QueueNeeds & Pick<AuthContext, 'channels'>;

type Store = Pick<AuthStore, 'addressesOf' | 'removeMessagesTo' | 'eraseAccount' | 'markDeleted' | 'enqueueWork'>;

/**
 * Erases an account whose sessions have ended, in the caller's transaction, and announces it to every domain. Queued messages
 * to the user are removed; a last message to a verified address confirms the deletion.
 */
export async function eraseAccount(context: EraseNeeds, store: Store, userId: string): Promise<void> {
  const now = context.now();
  const addresses = await store.addressesOf(userId);
  await store.removeMessagesTo(addresses.map((address) => recipientHash(context, address)));
  await eraseRows(store, userId, now);
  await store.markDeleted(userId, now);
  const proved = addresses.filter(
    (address) => address.verifiedAt !== null && channelRefusal(context, address) === null,
  );
  const to = proved.find(({ kind }) => kind === 'EMAIL') ?? proved[0];
  if (to === undefined) return;
  const notice = { template: 'ACCOUNT_DELETED', to: { kind: to.kind, value: to.value }, secret: '' } as const;
  await queueMessage(context, store, notice, new Date(now.getTime() + NOTICE_TTL_MS));
}

/** Erasure step of the runtime. The account was erased when it was deleted; this removes what was written since. */
export async function eraseUser(
  { now }: Pick<AuthContext, 'now'>,
  store: Pick<AuthStore, 'eraseAccount'>,
  userId: string,
): Promise<ErasureStep> {
  await eraseRows(store, userId, now());
  return { isComplete: true };
}

/** Keeps revoked sessions until their last access token has expired. */
function eraseRows(store: Pick<AuthStore, 'eraseAccount'>, userId: string, now: Date): Promise<void> {
  const expiresAt = lastTokenExpiry(now);
  return store.eraseAccount(userId, new Date(2 * now.getTime() - expiresAt.getTime()), expiresAt);
}
