import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { addChange, lockConversation, type MessageChangeKind } from './changes.ts';
import { createMessageChanges } from './message-changes.ts';
import { type Message, type MessageRow, toMessage } from './messages.ts';

/** A message as moderators read it. */
type ReportedMessage = Pick<Message, 'authorId' | 'text' | 'sentAt'>;

/** What moderators do with messages. Each logs the change without a name, and returns the conversation, or null when nothing changed. */
export function createModeratedMessages(db: Prisma.TransactionClient) {
  /** Locks the conversation of a message, then reads the message. */
  const lock = async (id: string): Promise<Message | null> => {
    const [found] = await db.$queryRaw<
      { conversation_id: string }[]
    >`SELECT conversation_id FROM message WHERE id = ${id}`;
    if (found === undefined) return null;
    await lockConversation(db, found.conversation_id);
    const [row] = await db.$queryRaw<MessageRow[]>`SELECT * FROM message WHERE id = ${id} AND deleted_at IS NULL`;
    return row === undefined ? null : toMessage(row);
  };
  const log = async ({ id, conversationId }: Message, kind: MessageChangeKind, at: Date): Promise<string> => {
    await addChange(db, { conversationId, kind, memberIds: [], messageId: id, at });
    return conversationId;
  };
  const set = ({ conversationId, sequence }: Message, texts: SqlFragment) =>
    db.$executeRaw`UPDATE message SET ${texts} WHERE conversation_id = ${conversationId} AND sequence = ${sequence}`;

  return {
    /** Null for a message that is deleted. */
    async reportedMessage(id: string): Promise<ReportedMessage | null> {
      const [row] = await db.$queryRaw<ReportedMessage[]>`
        SELECT author_id AS "authorId", coalesce(hidden_text, text) AS text, sent_at AS "sentAt"
        FROM message WHERE id = ${id} AND deleted_at IS NULL`;
      return row ?? null;
    },

    async hideMessage(id: string, at: Date): Promise<string | null> {
      const message = await lock(id);
      if (message === null || message.isHidden) return null;
      await set(message, sql`hidden_text = text, text = ''`);
      return log(message, 'MESSAGE_HIDDEN', at);
    },

    async restoreMessage(id: string, at: Date): Promise<string | null> {
      const message = await lock(id);
      if (message === null || !message.isHidden) return null;
      await set(message, sql`text = hidden_text, hidden_text = NULL`);
      return log(message, 'MESSAGE_RESTORED', at);
    },

    async removeMessage(id: string, at: Date): Promise<string | null> {
      const message = await lock(id);
      if (message === null) return null;
      await createMessageChanges(db).eraseMessage(message, at);
      return log(message, 'MESSAGE_DELETED', at);
    },
  };
}
