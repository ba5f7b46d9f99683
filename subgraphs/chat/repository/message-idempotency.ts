import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { hashOfInput, type MessageInput, plainInput } from './message-input.ts';
import { type Message, type MessageRow, toMessage } from './messages.ts';

/** A message that its author sent under a name of their own. */
export interface NamedMessage {
  readonly message: Message;
  /** Whether the same was sent then; of a deleted message nothing is kept to tell it by, and it is taken to be so. */
  readonly isSame: boolean;
}

/** Finds messages by the names that authors gave them. */
export function createMessageNames(db: Prisma.TransactionClient) {
  return {
    /** What the author sent under this name before, and whether it was `input`; null when nothing. */
    async findByClientMessageId(
      conversationId: string,
      authorId: string,
      clientMessageId: string,
      input: MessageInput,
    ): Promise<NamedMessage | null> {
      const [row] = await db.$queryRaw<MessageRow[]>`
        SELECT * FROM message
        WHERE conversation_id = ${conversationId} AND author_id = ${authorId} AND client_message_id = ${clientMessageId}`;
      if (row === undefined) return null;
      // A message without a hash is from before hashes were stored, and was not edited since: an edit stores one.
      const sent = row.input_hash ?? hashOfInput(plainInput(row.hidden_text ?? row.text));
      return { message: toMessage(row), isSame: row.deleted_at !== null || sent === hashOfInput(input) };
    },
  };
}
