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

/** Members whose marks are told at the beginning. */
const TOLD_AT_FIRST = 100;

/** How far one member has received and read. */
export type Receipt = Pick<ConversationMember, 'userId' | 'deliveredSequence' | 'readSequence'>;

const RING = z.object({ userId: z.string() });

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
    const ring = RING.safeParse(payload);
    if (!ring.success) waiting = null;
    else waiting?.add(ring.data.userId);
    channel.push(true);
  });
  // Redis may be away: where everybody stands is told at once all the same.
  channel.push(true);

  const read = async (whose: ReadonlySet<string> | null): Promise<readonly ConversationMember[]> => {
    await requireListener(context, conversationId, viewerId);
    if (whose !== null) return whose.size === 0 ? [] : context.repository.members(conversationId, [...whose]);
    const parents = [{ id: conversationId, from: null }];
    const [page] = await context.repository.memberPages({ parents, backwards: false, limit: TOLD_AT_FIRST });
    return page ?? [];
  };
  const rings = channel.iterate(() => {
    open = false;
    unlisten();
    unlistenAccess();
  });
  const marks = flatMapStream(rings, () => {
    const whose = waiting;
    waiting = new Set();
    return retryTransient(() => read(whose), { isOpen: () => open });
  });
  return holdPresence(context, onlyMoved(marks));
}

/** Leaves out what was told before: both the first ring and a reconnection make everybody be read again. */
function onlyMoved(marks: AsyncIterableIterator<ConversationMember>): AsyncIterableIterator<ConversationMember> {
  const told = new Map<string, string>();
  return flatMapStream(marks, (member) => {
    const mark = `${member.deliveredSequence}:${member.readSequence}`;
    if (told.get(member.userId) === mark) return [];
    told.set(member.userId, mark);
    return [member];
  });
}
