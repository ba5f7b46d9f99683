import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { fileUseItem, updateFileUses } from '../../../runtime/attachments/file-uses.ts';
import { workInsertion } from '../../../runtime/work/work-insertion.ts';
import { COUNT_DELETIONS } from './deletions.ts';
import type { ImportedMessage, ImportTarget, MarkDraft, PlannedMessage, StoredMessage } from './imported-message.ts';

/** The facts of a message that an import brought. */
export interface MessageFacts extends Omit<ImportedMessage, 'authorId' | 'readBy'> {
  readonly authorId: string | null;
  readonly sequence: number;
}

/** The times of messages of an import rise but for clock skew: the latest is one of the last. */
const LATEST_MESSAGES = 100;

/** Messages that come by an import. Each statement is for a whole batch; the conversations are locked first. */
export const createMessageImportStore = (db: Prisma.TransactionClient) => ({
  /** Locks conversations in the order of their ids, and returns those that exist. */
  async importTargets(ids: readonly string[]): Promise<ImportTarget[]> {
    const rows = await db.$queryRaw<
      {
        id: string;
        kind: ImportTarget['kind'];
        lastSequence: bigint;
        lastSentAt: Date | null;
        directKey: string | null;
      }[]
    >`
      WITH locked AS MATERIALIZED (
        SELECT id, kind, last_sequence, direct_key FROM conversation WHERE id = ANY (${[...ids]}::text[])
        ORDER BY id FOR NO KEY UPDATE
      )
      SELECT c.id, c.kind, c.last_sequence AS "lastSequence", c.direct_key AS "directKey",
        (SELECT max(m.sent_at) FROM message AS m
          WHERE m.conversation_id = c.id AND m.sequence > c.last_sequence - ${LATEST_MESSAGES}::int) AS "lastSentAt"
      FROM locked AS c`;
    return rows.map(({ id, kind, lastSequence, lastSentAt, directKey }) => ({
      ...{ id, kind, lastSentAt, lastSequence: Number(lastSequence) },
      memberIds: directKey?.split(':') ?? [],
    }));
  },

  /** Those of these messages that are there, in any order. */
  async storedMessages(ids: readonly string[]): Promise<StoredMessage[]> {
    const rows = await db.$queryRaw<(Omit<StoredMessage, 'sequence'> & { sequence: bigint })[]>`
      SELECT id, conversation_id AS "conversationId", sequence FROM message WHERE id = ANY (${[...ids]}::text[])`;
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
  },

  /** What is compared with a dump, of those that are there. The text is what its author wrote, also while it is hidden. */
  async messageFacts(ids: readonly string[]): Promise<MessageFacts[]> {
    const rows = await db.$queryRaw<(Omit<MessageFacts, 'sequence'> & { sequence: bigint })[]>`
      SELECT m.id, m.conversation_id AS "conversationId", m.sequence, m.author_id AS "authorId",
        coalesce(m.hidden_text, m.text) AS text, m.sent_at AS "sentAt", m.edited_at AS "editedAt", m.deleted_at AS "deletedAt",
        (SELECT r.id FROM message AS r WHERE r.conversation_id = m.conversation_id AND r.sequence = m.reply_to_sequence) AS "replyToId",
        ARRAY(SELECT a.file_id FROM message_attachment AS a
          WHERE a.conversation_id = m.conversation_id AND a.sequence = m.sequence ORDER BY a.nth) AS "fileIds"
      FROM message AS m WHERE m.id = ANY (${[...ids]}::text[])`;
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
  },

  /**
   * Stores messages behind those of their conversations, which the caller has locked and numbered for. They are search
   * material and history at once: no change is logged, no event published.
   */
  async addImportedMessages(messages: readonly PlannedMessage[], now: Date): Promise<void> {
    await db.$executeRaw`
      WITH posted AS (
        INSERT INTO message (conversation_id, sequence, id, author_id, text, reply_to_sequence, sent_at, edited_at, deleted_at)
        SELECT * FROM unnest(
          ${messages.map(({ conversationId }) => conversationId)}::text[], ${messages.map(({ sequence }) => sequence)}::bigint[],
          ${messages.map(({ id }) => id)}::text[], ${messages.map(({ authorId }) => authorId)}::text[],
          ${messages.map(({ text }) => text)}::text[], ${messages.map(({ replyToSequence }) => replyToSequence)}::bigint[],
          ${messages.map(({ sentAt }) => sentAt)}::timestamptz[], ${messages.map(({ editedAt }) => editedAt)}::timestamptz[],
          ${messages.map(({ deletedAt }) => deletedAt)}::timestamptz[])
        RETURNING conversation_id, sequence, sent_at
      )
      UPDATE conversation AS c SET last_sequence = last.sequence, imported_sequence = last.sequence,
        active_at = CASE c.last_sequence WHEN 0 THEN last.sent_at ELSE greatest(c.active_at, last.sent_at) END
      FROM (SELECT conversation_id, max(sequence) AS sequence, max(sent_at) AS sent_at FROM posted GROUP BY 1) AS last
      WHERE c.id = last.conversation_id`;
    await attachFiles(db, messages, now);
    const gone = messages.filter(({ deletedAt }) => deletedAt !== null);
    if (gone.length === 0) return;
    // The index that says how many are deleted after a mark, as when they are deleted here.
    await db.$queryRaw`
      WITH gone AS (
        SELECT * FROM unnest(${gone.map(({ conversationId }) => conversationId)}::text[], ${gone.map(({ sequence }) => sequence)}::bigint[])
          AS one (conversation_id, sequence)
      ), ${COUNT_DELETIONS}
      SELECT count(*) FROM gone`;
  },

  /** Moves the marks of all members of conversations forwards, then those of single members. */
  async moveImportedMarks(everybody: ReadonlyMap<string, number>, members: readonly MarkDraft[]): Promise<void> {
    await db.$executeRaw`
      UPDATE member AS m SET read_sequence = v.sequence, delivered_sequence = greatest(m.delivered_sequence, v.sequence)
      FROM unnest(${[...everybody.keys()]}::text[], ${[...everybody.values()]}::bigint[]) AS v (conversation_id, sequence)
      WHERE m.conversation_id = v.conversation_id AND m.read_sequence < v.sequence`;
    if (members.length === 0) return;
    await db.$executeRaw`
      UPDATE member AS m SET read_sequence = v.sequence, delivered_sequence = greatest(m.delivered_sequence, v.sequence)
      FROM unnest(${members.map(({ conversationId }) => conversationId)}::text[], ${members.map(({ userId }) => userId)}::text[],
        ${members.map(({ sequence }) => sequence)}::bigint[]) AS v (conversation_id, user_id, sequence)
      WHERE m.conversation_id = v.conversation_id AND m.user_id = v.user_id AND m.read_sequence < v.sequence`;
  },
});

/** Attaches the files of messages, and has media record that they are shown. */
async function attachFiles(
  db: Prisma.TransactionClient,
  messages: readonly PlannedMessage[],
  now: Date,
): Promise<void> {
  const shown = messages.filter(({ fileIds }) => fileIds.length > 0);
  if (shown.length === 0) return;
  const rows = shown.flatMap(({ conversationId, sequence, fileIds }) =>
    fileIds.map((fileId, at) => ({ conversationId, sequence, nth: at + 1, fileId })),
  );
  // Imported conversations are for their members, or for everybody: access to their files is minted with their own id.
  const items = shown.map(({ id, authorId, conversationId, fileIds }) =>
    fileUseItem({ subjectId: id, ownerId: authorId, grantId: conversationId, fileIds, isShown: true }),
  );
  await db.$executeRaw`
    WITH attached AS (
      INSERT INTO message_attachment (conversation_id, sequence, nth, file_id)
      SELECT * FROM unnest(${rows.map(({ conversationId }) => conversationId)}::text[], ${rows.map(({ sequence }) => sequence)}::bigint[],
        ${rows.map(({ nth }) => nth)}::int[], ${rows.map(({ fileId }) => fileId)}::text[])
    ) ${workInsertion(updateFileUses, items, now)}`;
}
