import { fault } from '../../../runtime/executor/faults.ts';
import type { LogEvent } from '../../../runtime/live/durable-log.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { onEnd } from '../../../runtime/streams/operators.ts';
import type { ChatContext } from '../context.ts';
import { LEASES } from '../events.ts';
import type { Conversation, InboxChange, Message } from '../repository/index.ts';
import { holdPresence } from './hold-presence.ts';

/** A message of a conversation, as its stream gives it. */
export type MessageEvent = LogEvent<Message>;

/** A change in one of the viewer's conversations, as their own stream gives it. */
export type InboxEvent = LogEvent<InboxChange>;

/** How long a message subscription counts after its process died. */
const CONNECTION_TTL_MS = 25_000;

/** The conversation, for a subscription. @throws a fault `NOT_FOUND`, the same for what is hidden and for a blocked pair. */
export async function findFollowed(
  { conversations }: Pick<ChatContext, 'conversations'>,
  conversationId: string,
): Promise<Conversation> {
  const conversation = await conversations.load(conversationId);
  if (conversation === null || conversation.isBlocked) throw fault('NOT_FOUND', 'There is no such conversation.');
  return conversation;
}

/** The messages of one conversation after a cursor, then each new one. Counts as a connection, and as being online. */
export async function followMessages(
  context: ChatContext,
  conversationId: string,
  after: string | null | undefined,
): Promise<AsyncIterableIterator<MessageEvent>> {
  const viewerId = viewerOf(context.caller);
  await findFollowed(context, conversationId);
  const events = await context.streams.follow(context.messageLog, conversationId, viewerId, after);
  const lease = context.leases.keep(LEASES.connection, conversationId, newId('con', context.now()), CONNECTION_TTL_MS);
  return holdPresence(
    context,
    onEnd(events, () => void lease.close()),
  );
}

/** Everything that happens in the viewer's conversations after a cursor, then as it happens. */
export async function followInbox(
  context: ChatContext,
  after: string | null | undefined,
): Promise<AsyncIterableIterator<InboxEvent>> {
  const viewerId = viewerOf(context.caller);
  return holdPresence(context, await context.streams.follow(context.inboxLog, viewerId, viewerId, after));
}
