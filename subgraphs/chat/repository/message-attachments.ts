import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { fileUseItem, updateFileUses } from '../../../runtime/attachments/file-uses.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { enqueueWork } from '../../../runtime/work/enqueue-work.ts';
import { GRANT_ID } from './attach-files.ts';
import { addChange, lockConversation } from './changes.ts';
import { type MessagePosition, requestedMessages } from './message-positions.ts';
import type { Message } from './messages.ts';
import { inPages } from './pages.ts';

/** A file that a message shows, and what access to it is minted with. */
export interface Attachment {
  readonly fileId: string;
  readonly grantId: string;
}

/** Files of messages that were posted. */
export const createAttachmentStore = (db: Prisma.TransactionClient) => ({
  /** The files of each message; the caller has seen to permission. */
  async attachments(positions: readonly MessagePosition[]): Promise<Attachment[][]> {
    const rows = await db.$queryRaw<({ nth: bigint } & Attachment)[]>`
      SELECT wanted.nth, a.file_id AS "fileId", ${GRANT_ID} AS "grantId" FROM ${requestedMessages(positions)}
      JOIN message_attachment AS a ON a.conversation_id = wanted.conversation_id AND a.sequence = wanted.sequence
      JOIN conversation AS c ON c.id = wanted.conversation_id
      ORDER BY wanted.nth, a.nth`;
    return inPages(positions.length, rows, ({ fileId, grantId }) => ({ fileId, grantId }));
  },

  /** The files that a message shows, whoever may see it. */
  async attachmentsOf(messageId: string): Promise<Attachment[]> {
    return await db.$queryRaw<Attachment[]>`
      SELECT a.file_id AS "fileId", ${GRANT_ID} AS "grantId" FROM message AS m
      JOIN message_attachment AS a ON a.conversation_id = m.conversation_id AND a.sequence = m.sequence
      JOIN conversation AS c ON c.id = m.conversation_id WHERE m.id = ${messageId} ORDER BY a.nth`;
  },

  /** Those of two people who have opened rooms for their friends, with the grant of the files there and the other of the two. */
  async friendsGrantsOf([one, other]: readonly [string, string]): Promise<{ grantId: string; otherId: string }[]> {
    return await db.$queryRaw<{ grantId: string; otherId: string }[]>`
      SELECT DISTINCT ${GRANT_ID} AS "grantId", CASE c.created_by WHEN ${one} THEN ${other} ELSE ${one} END AS "otherId"
      FROM conversation AS c WHERE c.created_by IN (${one}, ${other}) AND c.audience = 'FRIENDS'`;
  },

  /** Takes all files from a message; work informs media, and the caller signals it after the commit. */
  async detachFiles({ id, conversationId, sequence, authorId }: Message, at: Date): Promise<void> {
    const rows = await db.$queryRaw<{ file_id: string }[]>`
      DELETE FROM message_attachment WHERE conversation_id = ${conversationId} AND sequence = ${sequence} RETURNING file_id`;
    if (rows.length === 0 || authorId === null) return;
    const use = { subjectId: id, ownerId: authorId, grantId: conversationId, fileIds: rows.map((row) => row.file_id) };
    await enqueueWork(db, updateFileUses, [fileUseItem({ ...use, isShown: false })], at);
  },

  /**
   * Takes files that are gone from the messages that show them, or from one of them, and logs the change of each. Returns the
   * conversations that have changed.
   */
  async dropFiles(fileIds: readonly string[], messageId: string | null, at: Date): Promise<readonly string[]> {
    const shown = sql`a.file_id = ANY (${[...fileIds]}::text[]) AND m.conversation_id = a.conversation_id
      AND m.sequence = a.sequence AND (${messageId}::text IS NULL OR m.id = ${messageId})`;
    const found = await db.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT a.conversation_id AS id FROM message_attachment AS a, message AS m WHERE ${shown} ORDER BY id`;
    const conversationIds = found.map(({ id }) => id);
    for (const id of conversationIds) await lockConversation(db, id);
    const changed = await db.$queryRaw<{ id: string; conversationId: string }[]>`
      WITH dropped AS (
        DELETE FROM message_attachment AS a USING message AS m
        WHERE ${shown} AND a.conversation_id = ANY (${conversationIds}::text[])
        RETURNING m.id, m.conversation_id, m.sequence
      )
      SELECT id, conversation_id AS "conversationId" FROM dropped GROUP BY id, conversation_id, sequence
      ORDER BY conversation_id, sequence`;
    for (const { id, conversationId } of changed)
      await addChange(db, { conversationId, kind: 'MESSAGE_FILES_REMOVED', memberIds: [], messageId: id, at });
    return [...new Set(changed.map(({ conversationId }) => conversationId))];
  },
});
