import type { ChatContext } from '../context.ts';
import type { SubscriptionResolvers } from '../generated.ts';
import { followInbox, followMessages, type InboxEvent, type MessageEvent } from '../operations/follow-conversation.ts';
import { followUpdates, type UpdateEvent } from '../operations/follow-updates.ts';
import { watchPresence } from '../operations/watch-presence.ts';
import { type Receipt, watchReceipts } from '../operations/watch-receipts.ts';
import { type TypingChange, watchTyping } from '../operations/watch-typing.ts';

const toReceipt = ({ userId, deliveredSequence, readSequence }: Receipt) => ({
  user: { id: userId },
  deliveredSequence,
  readSequence,
});

/** Whatever the viewer may still see of a conversation after a change in it. */
async function toUpdate({ entry, cursor, resyncRequired }: InboxEvent, { conversations, messages }: ChatContext) {
  if (entry === null) {
    return {
      cursor,
      resyncRequired,
      conversation: null,
      conversationId: null,
      change: null,
      message: null,
      member: null,
      unreadCount: null,
    };
  }
  const { conversationId, messageId } = entry;
  const [conversation, message] = await Promise.all([
    conversations.load(conversationId),
    messageId === null ? null : messages.load(messageId),
  ]);
  const unreadCount = conversation === null || conversation.role === null ? null : conversation.unreadCount;
  const member = entry.memberId === null ? null : { id: entry.memberId };
  return {
    cursor,
    resyncRequired,
    conversation,
    conversationId,
    change: entry.kind,
    message,
    member,
    unreadCount,
  };
}

/**
 * Root subscriptions. Each event is resolved with loaders of its own, under the listener's permissions of that moment; the
 * runtime resolves one again whose entry cannot be read for a while.
 */
export const subscription: SubscriptionResolvers = {
  messageAdded: {
    subscribe: (_, { conversationId, after }, context) => followMessages(context, conversationId, after),
    resolve: ({ entry, cursor, resyncRequired }: MessageEvent) => ({ message: entry, cursor, resyncRequired }),
  },
  messageUpdated: {
    subscribe: (_, { conversationId, after }, context) => followUpdates(context, conversationId, after),
    resolve: async ({ entry, cursor, resyncRequired }: UpdateEvent, _: unknown, context: ChatContext) => ({
      change: entry?.kind ?? null,
      message: entry === null || entry.messageId === null ? null : await context.messages.load(entry.messageId),
      member: entry === null || entry.memberId === null ? null : { id: entry.memberId },
      cursor,
      resyncRequired,
    }),
  },
  conversationUpdated: {
    subscribe: (_, { after }, context) => followInbox(context, after),
    resolve: (event: InboxEvent, _: unknown, context: ChatContext) => toUpdate(event, context),
  },
  receiptUpdated: {
    subscribe: (_, { conversationId }, context) => watchReceipts(context, conversationId),
    resolve: toReceipt,
  },
  typingChanged: {
    subscribe: (_, { conversationId }, context) => watchTyping(context, conversationId),
    resolve: ({ userId, isTyping }: TypingChange) => ({ user: { id: userId }, isTyping }),
  },
  presenceChanged: {
    subscribe: (_, { userIds }, context) => watchPresence(context, userIds),
    resolve: (userId: string) => ({ user: { id: userId } }),
  },
};
