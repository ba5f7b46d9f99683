import { defineEvent } from '../../runtime/events/event-type.ts';

/** A message was committed. */
export interface MessageSent {
  readonly messageId: string;
  readonly conversationId: string;
  readonly authorId: string;
  readonly sequence: number;
}

/** Told once a message, in the transaction that stored it. */
export const messageSent = defineEvent<MessageSent>('chat.message-sent');

/** A message names members: those whom it did not name before. */
export interface MemberMentioned {
  readonly messageId: string;
  readonly conversationId: string;
  readonly authorId: string;
  readonly userIds: readonly string[];
  /** True when the message named them as it was sent; absent when an edit does. */
  readonly isSent?: boolean;
}

/** Told when a message that names somebody is sent, and when an edit names further people, in that transaction. */
export const memberMentioned = defineEvent<MemberMentioned>('chat.member-mentioned');

/** Topic of the bell that says whose receipt has moved; its payload is `{ userId }`. */
export const receiptsTopic = (conversationId: string): string => `chat.receipts:${conversationId}`;

/** Topic of the bell that says that somebody may have lost the right to follow a conversation. */
export const accessTopic = (conversationId: string): string => `chat.access:${conversationId}`;

/** Topic of the bell that says that others may have won or lost the right to know of a person, or the person of them. */
export const acquaintanceTopic = (userId: string): string => `chat.acquaintance:${userId}`;

/** Lease kinds of the domain: who types in a conversation, who is online, whose sockets follow a conversation. */
export const LEASES = { typing: 'typing', presence: 'presence', connection: 'connection' } as const;

/** Topic of the bell that says that some conversation has changed and is to be brought to its members. */
export const CHANGES_TOPIC = 'chat.changes';
