import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { fileUseItem, updateFileUses } from '../../../runtime/attachments/file-uses.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { workInsertion } from '../../../runtime/work/work-insertion.ts';

/**
 * What access to the files of the conversation `c` is minted with. Rooms for the friends of one person share a grant: who is
 * no friend any more loses all of them at once.
 */
export const GRANT_ID = sql`CASE WHEN c.audience = 'FRIENDS' THEN coalesce(c.created_by || '-friends', c.id) ELSE c.id END`;

/** What access to files of a conversation is minted with. */
export async function fileGrantOf(db: Prisma.TransactionClient, conversationId: string): Promise<string> {
  const [row] = await db.$queryRaw<{ grantId: string }[]>`
    SELECT ${GRANT_ID} AS "grantId" FROM conversation AS c WHERE c.id = ${conversationId}`;
  return row?.grantId ?? conversationId;
}

/** Parts of the statement that stores a message, `counted` there: its files, and the work of recording them with media. */
export function attachFilesTo(
  { id, authorId, sentAt }: { readonly id: string; readonly authorId: string; readonly sentAt: Date },
  fileIds: readonly string[],
  grantId: string,
): SqlFragment {
  const item = fileUseItem({ subjectId: id, ownerId: authorId, grantId, fileIds, isShown: true });
  return sql`, attached AS (
      INSERT INTO message_attachment (conversation_id, sequence, nth, file_id)
      SELECT id, last_sequence, nth, file_id
      FROM counted, unnest(${[...fileIds]}::text[]) WITH ORDINALITY AS file (file_id, nth)
    ), queued AS (${workInsertion(updateFileUses, [item], sentAt, sql`EXISTS (SELECT FROM counted)`)})`;
}
