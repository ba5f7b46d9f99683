import { defineEvent } from '../../runtime/events/event-type.ts';
import type { NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';
import { fileAccessEnded, fileAccessRestored } from '../../runtime/relations/file-access-events.ts';

/** Type of the notifications of messages and mentions. */
export const messageType = {
  name: 'MESSAGE',
  description: 'Somebody sent a message while the viewer was away.',
  channels: ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'messages', de: 'Nachrichten', ru: 'сообщения' },
} as const satisfies NotificationTypeDefinition;

/** A message was committed. */
export interface MessageSent {
  readonly messageId: string;
  readonly conversationId: string;
  readonly authorId: string;
  readonly sequence: number;
}

/** Published once per message, in the transaction that stores it. */
export const messageSent = defineEvent<MessageSent>('chat.message-sent', {
  notifies: {
    type: messageType,
    audience: ({ messageId, authorId }) => [{ kind: 'MESSAGE', messageId, actorId: authorId }],
    subjects: [{ type: 'Message', id: ({ messageId }) => messageId }],
    group: ({ conversationId }) => conversationId,
  },
});

/** A message names members: those whom it did not name before. */
export interface MemberMentioned {
  readonly messageId: string;
  readonly conversationId: string;
  readonly authorId: string;
  readonly userIds: readonly string[];
  /** True when the message named them as it was sent; absent when an edit does. */
  readonly isSent?: boolean;
}

/** Published when a message with mentions is sent, and when an edit adds mentions, in the same transaction. */
export const memberMentioned = defineEvent<MemberMentioned>('chat.member-mentioned', {
  notifies: {
    type: messageType,
    audience: ({ messageId, authorId, userIds, isSent = false }) => [
      { kind: 'MENTION', messageId, userIds, actorId: authorId, isNotifiedOtherwise: isSent },
    ],
    subjects: [{ type: 'Message', id: ({ messageId }) => messageId }],
    group: ({ conversationId }) => conversationId,
  },
});

/** Two people have begun to write to each other. */
export interface ConversationBegun {
  readonly conversationId: string;
  readonly userIds: readonly [string, string];
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/**
 * Published with the first message of a direct conversation, and again for each match of two people who had written to each
 * other before.
 */
export const conversationBegun = defineEvent<ConversationBegun>('chat.conversation-begun', {
  notifies: false,
  reason: 'Who receives the message is notified of it.',
});

/** People may no longer read files that a conversation shows, because they may no longer read there. */
export const filesWithheld = fileAccessEnded('chat');

/** They may read there again. */
export const filesShownAgain = fileAccessRestored('chat');

/** Signal topic: a member's receipt has moved; the payload is `{ userId }`. */
export const receiptsTopic = (conversationId: string): string => `chat.receipts:${conversationId}`;

/** Signal topic: somebody may have lost access to a conversation. */
export const accessTopic = (conversationId: string): string => `chat.access:${conversationId}`;

/** Signal topic: who may see a person's presence, or whose presence that person may see, may have changed. */
export const acquaintanceTopic = (userId: string): string => `chat.acquaintance:${userId}`;

/** Lease kinds of the domain: who types in a conversation, who is online, whose sockets follow a conversation. */
export const LEASES = { typing: 'typing', presence: 'presence', connection: 'connection' } as const;

/** Signal topic: a conversation has changed, and the change must be projected to its members. */
export const CHANGES_TOPIC = 'chat.changes';
