import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { retryTransient } from '../../../runtime/resilience/retry-transient.ts';
import { createChannel } from '../../../runtime/streams/channel.ts';
import { flatMapStream } from '../../../runtime/streams/operators.ts';
import type { ChatContext } from '../context.ts';
import { accessTopic, LEASES } from '../events.ts';
import { findFollowed } from './follow-conversation.ts';
import { holdPresence } from './hold-presence.ts';
import { requireListener } from './require-listener.ts';

/** Somebody has started or stopped typing. */
export interface TypingChange {
  readonly userId: string;
  readonly isTyping: boolean;
}

/** Who starts and stops typing in a conversation, except the viewer; starts with who is typing now. */
export async function watchTyping(
  context: ChatContext,
  conversationId: string,
): Promise<AsyncIterableIterator<TypingChange>> {
  const viewerId = viewerOf(context.caller);
  await findFollowed(context, conversationId);
  const { states, isOpen } = followTyping(context, conversationId);
  let before: ReadonlySet<string> = new Set();
  const changes = flatMapStream(states, async (members): Promise<TypingChange[]> => {
    await retryTransient(() => requireListener(context, conversationId, viewerId), { isOpen });
    const now = new Set(members.filter((userId) => userId !== viewerId));
    const started = [...now].filter((userId) => !before.has(userId));
    const stopped = [...before].filter((userId) => !now.has(userId));
    before = now;
    return [
      ...stopped.map((userId) => ({ userId, isTyping: false })),
      ...started.map((userId) => ({ userId, isTyping: true })),
    ];
  });
  return holdPresence(context, changes);
}

/** Who types, whenever that or the right to know it may have changed. */
function followTyping({ leases, signals }: Pick<ChatContext, 'leases' | 'signals'>, conversationId: string) {
  let typing: readonly string[] = [];
  let open = true;
  const channel = createChannel<readonly string[]>({ keepLast: true });
  const snapshots = leases.watch(LEASES.typing, conversationId);
  const unlisten = signals.on(accessTopic(conversationId), () => channel.push(typing));
  const run = async (): Promise<void> => {
    for await (const members of snapshots) {
      typing = members;
      channel.push(typing);
    }
  };
  void run();
  const states = channel.iterate(() => {
    open = false;
    unlisten();
    void snapshots.return?.();
  });
  return { states, isOpen: () => open };
}
