import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { isInAudience } from './audience.ts';
import { addChange, type ChangeDraft, lockConversation } from './changes.ts';
import { type Conversation, IS_BLOCKED, type MemberRole } from './conversation-rows.ts';
import { COUNT_DELETIONS } from './deletions.ts';
import { createAttachmentStore } from './message-attachments.ts';
import { hashOfInput, plainInput } from './message-input.ts';
import { type Message, type MessageRow, toMessage } from './messages.ts';

/** A message with its conversation locked: what the rules of changing it look at. */
export interface LockedMessage {
  readonly message: Message;
  readonly kind: Conversation['kind'];
  readonly isBlocked: boolean;
  /** The viewer's role; null where they are not a member. */
  readonly role: MemberRole | null;
  readonly revisionCount: number;
  readonly mentionedUserIds: readonly string[];
  /** The different emojis under it. */
  readonly reactionKinds: readonly string[];
}

/** Another text for a message, and whom it names from now on. */
export interface RevisionDraft {
  readonly message: Message;
  readonly nth: number;
  readonly text: string;
  readonly mentionedUserIds: readonly string[];
  readonly at: Date;
}

/** A change in a conversation, in its own log. */
export interface ConversationLogEntry {
  readonly kind: 'CREATED' | 'MESSAGE_ADDED' | ChangeDraft['kind'];
  readonly messageId: string | null;
  readonly memberId: string | null;
}

interface LockedRow extends MessageRow {
  kind: Conversation['kind'];
  is_blocked: boolean;
  role: MemberRole | null;
  revision_count: number;
  mentioned_user_ids: string[];
  reaction_kinds: string[];
}

/** Changes messages that were posted. Every change is logged in its transaction, under the conversation's lock. */
export function createMessageChanges(db: Prisma.TransactionClient) {
  return {
    /** Locks the message's conversation and reads the current state of both. Null when the message
     * does not exist any more, or the viewer may no longer enter its room. */
    async lockMessage(
      viewerId: string,
      { conversationId, sequence }: Pick<Message, 'conversationId' | 'sequence'>,
    ): Promise<LockedMessage | null> {
      await lockConversation(db, conversationId);
      // A statement of its own: it sees what was committed while this one waited for the lock.
      const [row] = await db.$queryRaw<LockedRow[]>`
        SELECT message.*, c.kind, ${IS_BLOCKED} AS is_blocked, m.role,
          (SELECT count(*)::int FROM message_revision AS r
            WHERE r.conversation_id = message.conversation_id AND r.sequence = message.sequence) AS revision_count,
          ARRAY(SELECT user_id FROM message_mention AS named
            WHERE named.conversation_id = message.conversation_id AND named.sequence = message.sequence
            ORDER BY user_id) AS mentioned_user_ids,
          ARRAY(SELECT DISTINCT emoji FROM message_reaction AS r
            WHERE r.conversation_id = message.conversation_id AND r.sequence = message.sequence) AS reaction_kinds
        FROM message JOIN conversation AS c ON c.id = message.conversation_id
        LEFT JOIN member AS m ON m.conversation_id = c.id AND m.user_id = ${viewerId}
        WHERE message.conversation_id = ${conversationId} AND message.sequence = ${sequence} AND ${isInAudience(sql`${viewerId}`)}`;
      if (row === undefined) return null;
      return {
        message: toMessage(row),
        kind: row.kind,
        isBlocked: row.is_blocked,
        role: row.role,
        revisionCount: row.revision_count,
        mentionedUserIds: row.mentioned_user_ids,
        reactionKinds: row.reaction_kinds,
      };
    },

    /** Changes text or mentions of a locked message, and stores the previous revision. */
    async reviseMessage({ message, nth, text, mentionedUserIds, at }: RevisionDraft): Promise<void> {
      const { conversationId, sequence } = message;
      await db.$executeRaw`
        INSERT INTO message_revision (conversation_id, sequence, nth, text, written_at)
        VALUES (${conversationId}, ${sequence}, ${nth}::int, ${message.text}, ${message.editedAt ?? message.sentAt})`;
      // One that was sent before there were hashes gets that of its first text, while that is still known.
      await db.$executeRaw`
        UPDATE message SET text = ${text}, edited_at = ${at},
          input_hash = CASE WHEN client_message_id IS NOT NULL THEN coalesce(input_hash, ${hashOfInput(plainInput(message.text))}) END
        WHERE conversation_id = ${conversationId} AND sequence = ${sequence}`;
      await db.$executeRaw`
        DELETE FROM message_mention WHERE conversation_id = ${conversationId} AND sequence = ${sequence}
          AND NOT user_id = ANY (${[...mentionedUserIds]})`;
      await db.$executeRaw`
        INSERT INTO message_mention (conversation_id, sequence, user_id)
        SELECT ${conversationId}, ${sequence}, user_id FROM unnest(${[...mentionedUserIds]}::text[]) AS user_id
        ON CONFLICT DO NOTHING`;
    },

    /** Erases the content of a locked message and everything attached to it; its row stays as a tombstone, not counted as unread. */
    async eraseMessage(message: Message, at: Date): Promise<void> {
      const { conversationId, sequence } = message;
      await db.$executeRaw`
        WITH revision AS (
          DELETE FROM message_revision WHERE conversation_id = ${conversationId} AND sequence = ${sequence}
        ), reaction AS (
          DELETE FROM message_reaction WHERE conversation_id = ${conversationId} AND sequence = ${sequence}
        ), mention AS (
          DELETE FROM message_mention WHERE conversation_id = ${conversationId} AND sequence = ${sequence}
        ), pin AS (
          DELETE FROM pinned_message WHERE conversation_id = ${conversationId} AND sequence = ${sequence}
        ), gone AS (
          SELECT conversation_id, sequence FROM message
          WHERE conversation_id = ${conversationId} AND sequence = ${sequence} AND deleted_at IS NULL
        ), ${COUNT_DELETIONS}
        UPDATE message SET text = '', hidden_text = NULL, input_hash = NULL, deleted_at = ${at}
        WHERE conversation_id = ${conversationId} AND sequence = ${sequence}`;
      await createAttachmentStore(db).detachFiles(message, at);
    },

    /** Logs what `memberId` did to a message. */
    appendMessageChange: (
      { conversationId, id }: Message,
      kind: ChangeDraft['kind'],
      memberId: string,
      at: Date,
    ): Promise<void> => addChange(db, { conversationId, kind, memberIds: [memberId], messageId: id, at }),
  };
}
