import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import type { ChatContext } from '../context.ts';
import { CHANGES_TOPIC } from '../events.ts';
import type { ChatStore } from '../repository/index.ts';
import { type AccessNeeds, announceAccess } from './announce-access.ts';

/** What is erased once a person is in no conversation any more, one part after the other; a further table that names people gets its part here. */
const PARTS = ['eraseMessages', 'eraseMarks', 'eraseOpenings', 'eraseChanges', 'erasePerson'] as const;

type Store = Pick<ChatStore, 'leaveConversations' | (typeof PARTS)[number]>;

/**
 * Removes a person from their conversations, then erases what they wrote, then their name from the logs. Sequences of
 * messages and changes stay, so that subscribers find no gap.
 */
export async function eraseUser(
  needs: AccessNeeds & Pick<ChatContext, 'now'>,
  store: Store,
  userId: string,
): Promise<ErasureStep> {
  const left = await store.leaveConversations(userId, needs.now());
  if (left.length > 0) return { isComplete: false, afterCommit: () => notify(needs, left) };
  for (const part of PARTS) {
    if (!(await store[part](userId, needs.now()))) return { isComplete: false };
  }
  return { isComplete: true };
}

async function notify(needs: AccessNeeds, conversationIds: readonly string[]): Promise<void> {
  await Promise.all([
    ...conversationIds.map((conversationId) => announceAccess(needs, conversationId)),
    needs.signals.notify(CHANGES_TOPIC),
  ]);
}
