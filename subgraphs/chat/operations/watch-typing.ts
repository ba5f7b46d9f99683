import { fault } from '../../../runtime/faults.ts';
import { expand } from '../../../runtime/live/streams-of.ts';
import { viewerOf } from '../../../runtime/viewer.ts';
import type { ChatContext } from '../context.ts';
import { LEASES } from '../events.ts';
import { findFollowed } from './follow-conversation.ts';
import { holdPresence } from './hold-presence.ts';

/** Somebody has started or stopped typing. */
export interface TypingChange {
  readonly userId: string;
  readonly isTyping: boolean;
}

/** Who starts and stops typing in a conversation, the viewer aside; begins with who types now. */
export async function watchTyping(
  context: ChatContext,
  conversationId: string,
): Promise<AsyncIterableIterator<TypingChange>> {
  const viewerId = viewerOf(context.caller);
  await findFollowed(context, conversationId);
  let before: ReadonlySet<string> = new Set();
  const changes = expand(
    context.leases.watch(LEASES.typing, conversationId),
    async (members): Promise<TypingChange[]> => {
      await requireListener(context, conversationId, viewerId);
      const now = new Set(members.filter((userId) => userId !== viewerId));
      const started = [...now].filter((userId) => !before.has(userId));
      const stopped = [...before].filter((userId) => !now.has(userId));
      before = now;
      return [
        ...stopped.map((userId) => ({ userId, isTyping: false })),
        ...started.map((userId) => ({ userId, isTyping: true })),
      ];
    },
  );
  return holdPresence(context, changes);
}

/** @throws a fault `FORBIDDEN` for who may no longer listen: it ends the stream. */
export async function requireListener(
  { repository }: Pick<ChatContext, 'repository'>,
  conversationId: string,
  viewerId: string,
): Promise<void> {
  const permitted = await repository.permittedIn(conversationId, [viewerId]);
  if (!permitted.has(viewerId)) throw fault('FORBIDDEN', 'This stream is no longer yours to follow.');
}
