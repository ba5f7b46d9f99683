import type { Prisma } from '../../../prisma/generated/chat/client.ts';

/** What can happen to a message after it was posted. */
export type MessageChangeKind =
  | 'MESSAGE_EDITED'
  | 'MESSAGE_DELETED'
  | 'MESSAGE_HIDDEN'
  | 'MESSAGE_RESTORED'
  | 'MESSAGE_FILES_REMOVED'
  | 'MESSAGE_PINNED'
  | 'MESSAGE_UNPINNED'
  | 'REACTION_ADDED'
  | 'REACTION_REMOVED';

/** A change in a conversation, as its log stores it. */
export interface ChangeDraft {
  readonly conversationId: string;
  readonly kind: 'MEMBER_JOINED' | 'MEMBER_LEFT' | 'MEMBER_CHANGED' | 'UPDATED' | MessageChangeKind;
  readonly memberIds: readonly string[];
  /** The message that it is about, if any. */
  readonly messageId?: string;
  readonly at: Date;
}

/** Locks a conversation. Every change of it or its members does this first, so that transactions cannot deadlock. */
export async function lockConversation(db: Prisma.TransactionClient, conversationId: string): Promise<void> {
  await db.$queryRaw`SELECT FROM conversation WHERE id = ${conversationId} FOR NO KEY UPDATE`;
}

/** Writes a change a member (one in all when there is none), numbered under the conversation's lock. */
export async function addChange(
  db: Prisma.TransactionClient,
  { conversationId, kind, memberIds, messageId, at }: ChangeDraft,
): Promise<void> {
  const about = memberIds.length === 0 ? [null] : [...memberIds];
  await db.$executeRaw`
    WITH c AS (
      UPDATE conversation SET change_sequence = change_sequence + ${about.length}::int WHERE id = ${conversationId}
      RETURNING change_sequence - ${about.length}::int AS before
    )
    INSERT INTO conversation_change (conversation_id, sequence, kind, message_id, member_id, created_at)
    SELECT ${conversationId}, c.before + nth, ${kind}, ${messageId ?? null}, member_id, ${at}
    FROM c, unnest(${about}::text[]) WITH ORDINALITY AS subject (member_id, nth)`;
}
