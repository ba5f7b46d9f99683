import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { type Message, type MessageRow, toMessage } from './messages.ts';

/** Conversation and sequence of a message. */
type MessagePosition = Pick<Message, 'conversationId' | 'sequence'>;

/** A person's emoji on a message. */
export interface ReactionDraft {
  readonly message: Message;
  readonly emoji: string;
  readonly userId: string;
  readonly at: Date;
}

/** The end of a statement that logs one change by that person for the row of `marked`. */
const appendChange = (
  { conversationId, id }: Message,
  kind: 'REACTION_ADDED' | 'REACTION_REMOVED',
  at: Date,
): SqlFragment =>
  sql`, counted AS (
    UPDATE conversation SET change_sequence = change_sequence + 1
    WHERE id = ${conversationId} AND EXISTS (SELECT FROM marked) RETURNING change_sequence
  )
  INSERT INTO conversation_change (conversation_id, sequence, kind, message_id, member_id, created_at)
  SELECT ${conversationId}, change_sequence, ${kind}, ${id}, user_id, ${at} FROM counted, marked`;

/** Stores reactions and pins of messages. The caller has locked the conversation, so that limits hold. */
export function createMessageMarks(db: Prisma.TransactionClient) {
  return {
    /** Stores and logs a reaction in one statement; false when the person had reacted so before. */
    async addReaction({ message, emoji, userId, at }: ReactionDraft): Promise<boolean> {
      const { conversationId, sequence } = message;
      const added = await db.$executeRaw`
        WITH marked AS (
          INSERT INTO message_reaction (conversation_id, sequence, emoji, user_id, reacted_at)
          VALUES (${conversationId}, ${sequence}, ${emoji}, ${userId}, ${at}) ON CONFLICT DO NOTHING RETURNING user_id
        ) ${appendChange(message, 'REACTION_ADDED', at)}`;
      return added === 1;
    },

    /** Removes a reaction and logs it in one statement; false when the person had not reacted so. */
    async removeReaction({ message, emoji, userId, at }: ReactionDraft): Promise<boolean> {
      const { conversationId, sequence } = message;
      const removed = await db.$executeRaw`
        WITH marked AS (
          DELETE FROM message_reaction
          WHERE conversation_id = ${conversationId} AND sequence = ${sequence} AND emoji = ${emoji} AND user_id = ${userId}
          RETURNING user_id
        ) ${appendChange(message, 'REACTION_REMOVED', at)}`;
      return removed === 1;
    },

    /** Places of the pinned messages of a conversation. */
    async pinnedSequences(conversationId: string): Promise<ReadonlySet<number>> {
      const rows = await db.$queryRaw<{ sequence: bigint }[]>`
        SELECT sequence FROM pinned_message WHERE conversation_id = ${conversationId}`;
      return new Set(rows.map(({ sequence }) => Number(sequence)));
    },

    async pinMessage({ conversationId, sequence }: MessagePosition, at: Date): Promise<void> {
      await db.$executeRaw`
        INSERT INTO pinned_message (conversation_id, sequence, pinned_at) VALUES (${conversationId}, ${sequence}, ${at})`;
    },

    /** False when it was not pinned. */
    async unpinMessage({ conversationId, sequence }: MessagePosition): Promise<boolean> {
      const removed = await db.$executeRaw`
        DELETE FROM pinned_message WHERE conversation_id = ${conversationId} AND sequence = ${sequence}`;
      return removed === 1;
    },

    /** Pinned messages of each conversation, newest pin first, in the order of the ids; the caller has seen to permission. */
    async pinnedMessages(conversationIds: readonly string[]): Promise<Message[][]> {
      const rows = await db.$queryRaw<MessageRow[]>`
        SELECT message.* FROM pinned_message AS pin
        JOIN message ON message.conversation_id = pin.conversation_id AND message.sequence = pin.sequence
        WHERE pin.conversation_id = ANY (${[...conversationIds]})
        ORDER BY pin.conversation_id, pin.pinned_at DESC, pin.sequence DESC`;
      const messages = Map.groupBy(rows.map(toMessage), ({ conversationId }) => conversationId);
      return conversationIds.map((id) => messages.get(id) ?? []);
    },
  };
}
