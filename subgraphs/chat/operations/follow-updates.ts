import type { LogEvent } from '../../../runtime/live/durable-log.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { flatMapStream } from '../../../runtime/streams/operators.ts';
import type { ChatContext } from '../context.ts';
import type { ConversationLogEntry } from '../repository/index.ts';
import { findFollowed } from './follow-conversation.ts';
import { holdPresence } from './hold-presence.ts';

/** What happened to a message, as the stream of its conversation gives it. */
export type UpdateEvent = LogEvent<ConversationLogEntry>;

/** What happens to posted messages of one conversation after a cursor, then as it happens. */
export async function followUpdates(
  context: ChatContext,
  conversationId: string,
  after: string | null | undefined,
): Promise<AsyncIterableIterator<UpdateEvent>> {
  const viewerId = viewerOf(context.caller);
  await findFollowed(context, conversationId);
  const events = await context.streams.follow(context.changeLog, conversationId, viewerId, after);
  const updates = flatMapStream(events, (event) => (isUpdate(event) ? [event] : []));
  return holdPresence(context, updates);
}

/** New messages belong to the stream of messages, and members to that of conversations. */
const isUpdate = ({ entry }: UpdateEvent): boolean =>
  entry === null || (entry.messageId !== null && entry.kind !== 'MESSAGE_ADDED');
