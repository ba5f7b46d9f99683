import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import type { ChatContext } from '../context.ts';
import { CHANGES_TOPIC } from '../events.ts';
import type { ChatStore } from '../repository/index.ts';
import { type AccessNeeds, announceAccess } from './announce-access.ts';

type Store = Pick<ChatStore, 'leaveConversations' | 'eraseMessages' | 'eraseOpenings'>;

/**
 * Removes a person from their conversations, then erases what they wrote, then their name from what they opened.
 * Sequences of messages stay, so that subscribers find no gap.
 */
export async function eraseUser(
  needs: AccessNeeds & Pick<ChatContext, 'now'>,
  store: Store,
  userId: string,
): Promise<ErasureStep> {
  const left = await store.leaveConversations(userId, needs.now());
  if (left.length > 0) return { isComplete: false, afterCommit: () => notify(needs, left) };
  const isComplete = (await store.eraseMessages(userId, needs.now())) && (await store.eraseOpenings(userId));
  return { isComplete };
}

async function notify(needs: AccessNeeds, conversationIds: readonly string[]): Promise<void> {
  await Promise.all([
    ...conversationIds.map((conversationId) => announceAccess(needs, conversationId)),
    needs.signals.notify(CHANGES_TOPIC),
  ]);
}
