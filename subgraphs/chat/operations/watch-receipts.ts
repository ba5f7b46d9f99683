import { z } from 'zod';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { retryTransient } from '../../../runtime/resilience/retry-transient.ts';
import { createChannel } from '../../../runtime/streams/channel.ts';
import { flatMapStream } from '../../../runtime/streams/operators.ts';
import type { ChatContext } from '../context.ts';
import { accessTopic, receiptsTopic } from '../events.ts';
import type { ConversationMember } from '../repository/index.ts';
import { findFollowed } from './follow-conversation.ts';
import { holdPresence } from './hold-presence.ts';
import { requireListener } from './require-listener.ts';

/** Number of members whose receipts are sent at the start. */
const FIRST_PAGE_SIZE = 100;

/** How far one member has received and read. */
export type Receipt = Pick<ConversationMember, 'userId' | 'deliveredSequence' | 'readSequence'>;

const SIGNAL = z.object({ userId: z.string() });

/** How far members have received and read, as it moves; begins with where each stands now, and again after a loss of Redis. */
export async function watchReceipts(
  context: ChatContext,
  conversationId: string,
): Promise<AsyncIterableIterator<Receipt>> {
  const viewerId = viewerOf(context.caller);
  await findFollowed(context, conversationId);
  /** Whose marks to read; null: everybody's. What waits is collapsed, so that a slow reader costs no memory. */
  let waiting: Set<string> | null = null;
  const channel = createChannel<true>({ keepLast: true });
  let open = true;
  const unlistenAccess = context.signals.on(accessTopic(conversationId), () => channel.push(true));
  const unlisten = context.signals.on(receiptsTopic(conversationId), (payload) => {
    const signal = SIGNAL.safeParse(payload);
    if (!signal.success) waiting = null;
    else waiting?.add(signal.data.userId);
    channel.push(true);
  });
  // Redis may be away: the current receipts are sent at once all the same.
  channel.push(true);

  const read = async (whose: ReadonlySet<string> | null): Promise<readonly ConversationMember[]> => {
    await requireListener(context, conversationId, viewerId);
    if (whose !== null) return whose.size === 0 ? [] : context.repository.members(conversationId, [...whose]);
    const parents = [{ id: conversationId, from: null }];
    const [page] = await context.repository.memberPages({ parents, backwards: false, limit: FIRST_PAGE_SIZE });
    return page ?? [];
  };
  const signals = channel.iterate(() => {
    open = false;
    unlisten();
    unlistenAccess();
  });
  const marks = flatMapStream(signals, () => {
    const whose = waiting;
    waiting = new Set();
    return retryTransient(() => read(whose), { isOpen: () => open });
  });
  return holdPresence(context, withoutRepeats(marks));
}

/** Drops unchanged receipts: the first signal and each reconnection cause all members to be read again. */
function withoutRepeats(marks: AsyncIterableIterator<ConversationMember>): AsyncIterableIterator<ConversationMember> {
  const latest = new Map<string, string>();
  return flatMapStream(marks, (member) => {
    const mark = `${member.deliveredSequence}:${member.readSequence}`;
    if (latest.get(member.userId) === mark) return [];
    latest.set(member.userId, mark);
    return [member];
  });
}
