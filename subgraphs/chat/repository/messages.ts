import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { attachFilesTo, fileGrantOf } from './attach-files.ts';
import { isInAudience, isReadableBy } from './audience.ts';
import { IS_BLOCKED } from './conversation-rows.ts';
import { hashOfInput, type MessageInput, plainInput } from './message-input.ts';

/** A message as it is stored. */
export interface Message {
  readonly id: string;
  readonly conversationId: string;
  readonly sequence: number;
  /** Null for who has deleted their account; the text is empty then. */
  readonly authorId: string | null;
  readonly text: string;
  readonly clientMessageId: string | null;
  readonly sentAt: Date;
  /** Sequence of the message of the same conversation that it replies to. */
  readonly replyToSequence: number | null;
  readonly editedAt: Date | null;
  readonly deletedAt: Date | null;
  /** Whether moderators have hidden it: the text is empty then. */
  readonly isHidden: boolean;
}

/** A message to be stored, and its outbox events. */
export interface MessageDraft
  extends Omit<Message, 'sequence' | 'replyToSequence' | 'editedAt' | 'deletedAt' | 'isHidden'> {
  readonly authorId: string;
  /** All that its author sent; nothing but its text when left out. */
  readonly input?: MessageInput;
  readonly replyToSequence?: number | null;
  readonly event: { readonly id: string; readonly type: string };
  /** Published only for a message with mentions. */
  readonly mentionEvent?: { readonly id: string; readonly type: string };
  /** Published only for the first message of a direct conversation. */
  readonly beginningEvent?: { readonly id: string; readonly type: string };
}

/** A row of the message table. */
export interface MessageRow {
  id: string;
  conversation_id: string;
  sequence: bigint;
  author_id: string | null;
  text: string;
  hidden_text: string | null;
  client_message_id: string | null;
  input_hash: string | null;
  reply_to_sequence: bigint | null;
  sent_at: Date;
  edited_at: Date | null;
  deleted_at: Date | null;
}

/** Reads a row of the message table. */
export const toMessage = (row: MessageRow): Message => ({
  id: row.id,
  conversationId: row.conversation_id,
  sequence: Number(row.sequence),
  authorId: row.author_id,
  text: row.text,
  clientMessageId: row.client_message_id,
  sentAt: row.sent_at,
  replyToSequence: row.reply_to_sequence === null ? null : Number(row.reply_to_sequence),
  editedAt: row.edited_at,
  deletedAt: row.deleted_at,
  isHidden: row.hidden_text !== null,
});

const positionOf = ({ conversationId, sequence }: Pick<Message, 'conversationId' | 'sequence'>): string =>
  `${conversationId}:${sequence}`;

const BY_SEQUENCE: ListOrder = { by: [['message.sequence', 'bigint']], direction: 'ASC' };

/** Stores and finds messages. */
export function createMessageStore(db: Prisma.TransactionClient) {
  return {
    /** In the order of `ids`; null for a message the viewer may not read. */
    async messages(viewerId: string, ids: readonly string[]): Promise<(Message | null)[]> {
      const rows = await db.$queryRaw<MessageRow[]>`
        SELECT message.* FROM message JOIN conversation AS c ON c.id = message.conversation_id
        WHERE message.id = ANY (${[...ids]}) AND ${isReadableBy(sql`${viewerId}`)}`;
      return inOrderOf(ids, rows.map(toMessage), ({ id }) => id);
    },

    /** The messages at these places, in their order; the caller has seen to permission. */
    async messagesAt(
      positions: readonly { readonly conversationId: string; readonly sequence: number }[],
    ): Promise<(Message | null)[]> {
      const ids = positions.map(({ conversationId }) => conversationId);
      const rows = await db.$queryRaw<MessageRow[]>`
        SELECT message.* FROM unnest(${ids}::text[], ${positions.map(({ sequence }) => sequence)}::bigint[]) AS wanted (id, sequence)
        JOIN message ON message.conversation_id = wanted.id AND message.sequence = wanted.sequence`;
      return inOrderOf(positions.map(positionOf), rows.map(toMessage), positionOf);
    },

    /** A page of each conversation's messages, oldest first; the caller has seen to permission. */
    async messagePages(conversations: PagesRequest<readonly [number]>): Promise<Message[][]> {
      const pages = await readPages<MessageRow>(
        db,
        conversations,
        BY_SEQUENCE,
        ({ parent, beyond, order }) => sql`
          SELECT message.* FROM message WHERE conversation_id = ${parent} AND ${beyond} ${order}`,
      );
      return pages.map((rows) => rows.map(toMessage));
    },

    /**
     * Assigns the next sequence and stores the message, its change, the author's own read mark and the outbox event, all in
     * one statement under the conversation's lock: commit order is sequence order, without gaps. No message is older than
     * the one before it, whatever the clocks say. Null when the author is not a member any more,
     * may no longer enter the room, or the pair is blocked.
     */
    async addMessage(draft: MessageDraft): Promise<Message | null> {
      try {
        return await insertMessage(db, draft);
      } catch (error) {
        const [isMember] = await db.$queryRaw<object[]>`
          SELECT FROM member WHERE conversation_id = ${draft.conversationId} AND user_id = ${draft.authorId}`;
        if (isMember === undefined) return null;
        throw error;
      }
    },
  };
}

/**
 * A person who is removed while the statement waits for the lock is still a member in its snapshot. But their row cannot be
 * updated then, the message gets no id, and the whole statement fails: no sequence is used.
 */
async function insertMessage(db: Prisma.TransactionClient, draft: MessageDraft): Promise<Message | null> {
  const { conversationId, authorId, sentAt } = draft;
  const { input = plainInput(draft.text), replyToSequence = null, mentionEvent, beginningEvent } = draft;
  const mentioned = [...new Set(input.mentionedUserIds)].sort();
  const inputHash = draft.clientMessageId === null ? null : hashOfInput(input);
  const attached =
    input.attachmentIds.length === 0
      ? sql``
      : attachFilesTo(draft, input.attachmentIds, await fileGrantOf(db, conversationId));
  const [row] = await db.$queryRaw<MessageRow[]>`
    WITH counted AS (
      UPDATE conversation AS c
      SET last_sequence = c.last_sequence + 1, change_sequence = c.change_sequence + 1, active_at = greatest(c.active_at, ${sentAt})
      WHERE c.id = ${conversationId} AND NOT ${IS_BLOCKED} AND ${isInAudience(sql`${authorId}`)}
        AND EXISTS (SELECT FROM member WHERE conversation_id = ${conversationId} AND user_id = ${authorId})
      RETURNING c.id, c.direct_key, c.last_sequence, c.change_sequence, c.active_at
    ), author AS (
      UPDATE member SET read_sequence = counted.last_sequence, delivered_sequence = counted.last_sequence
      FROM counted WHERE member.conversation_id = counted.id AND member.user_id = ${authorId}
      RETURNING member.user_id
    ), posted AS (
      INSERT INTO message (conversation_id, sequence, id, author_id, text, client_message_id, input_hash, reply_to_sequence, sent_at)
      SELECT id, last_sequence, (SELECT ${draft.id}::text FROM author), ${authorId}, ${draft.text}, ${draft.clientMessageId}, ${inputHash},
        ${replyToSequence}::bigint, active_at FROM counted
      RETURNING *
    ), named AS (
      INSERT INTO message_mention (conversation_id, sequence, user_id)
      SELECT id, last_sequence, user_id FROM counted, unnest(${mentioned}::text[]) AS user_id
    ), changed AS (
      INSERT INTO conversation_change (conversation_id, sequence, kind, message_id, created_at)
      SELECT id, change_sequence, 'MESSAGE_ADDED', ${draft.id}, ${sentAt} FROM counted
    ), published AS (
      INSERT INTO outbox_event (id, type, payload)
      SELECT ${draft.event.id}, ${draft.event.type}, jsonb_build_object(
        'messageId', ${draft.id}::text, 'conversationId', id, 'authorId', ${authorId}::text, 'sequence', last_sequence) FROM counted
      UNION ALL
      SELECT ${mentionEvent?.id ?? null}, ${mentionEvent?.type ?? null}, jsonb_build_object(
        'messageId', ${draft.id}::text, 'conversationId', id, 'authorId', ${authorId}::text, 'userIds', to_jsonb(${mentioned}::text[]), 'isSent', true)
      FROM counted WHERE ${mentionEvent !== undefined && mentioned.length > 0}
      UNION ALL
      SELECT ${beginningEvent?.id ?? null}, ${beginningEvent?.type ?? null}, jsonb_build_object(
        'conversationId', id, 'userIds', to_jsonb(string_to_array(direct_key, ':')), 'at', ${sentAt.toISOString()}::text)
      FROM counted WHERE ${beginningEvent !== undefined} AND last_sequence = 1 AND direct_key IS NOT NULL
    )${attached}
    SELECT * FROM posted`;
  return row === undefined ? null : toMessage(row);
}
