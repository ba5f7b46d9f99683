import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import type { Collection } from '../../../runtime/personal-data/collections.ts';

interface ConversationRow {
  readonly conversationId: string;
  readonly kind: string;
  readonly title: string | null;
  readonly withUserId: string | null;
  readonly streamId: string | null;
  readonly createdByMe: boolean;
  readonly role: string;
  readonly joinedAt: Date;
  readonly readSequence: number;
  readonly deliveredSequence: number;
}

interface RevisionRow {
  readonly key: string;
  readonly messageId: string;
  readonly text: string;
  readonly writtenAt: Date;
}

interface AttachmentRow {
  readonly key: string;
  readonly messageId: string;
  readonly mediaFileId: string;
}

interface ReactionRow {
  readonly key: string;
  readonly messageId: string;
  readonly emoji: string;
  readonly reactedAt: Date;
}

/** Between the parts of a key; ids do not hold it. */
const SEPARATOR = '/';

/**
 * What this domain keeps about a person beside what its Prisma schema marks: where they are a member, and what they wrote
 * themself wherever that was.
 */
export const chatData = (db: Prisma.TransactionClient): readonly Collection[] => [
  {
    name: 'conversations',
    async read(userId, after, limit) {
      const rows = await db.$queryRaw<ConversationRow[]>`
        SELECT c.id AS "conversationId", c.kind, c.title, c.stream_id AS "streamId",
               CASE WHEN c.kind = 'DIRECT' THEN NULLIF(replace(replace(c.direct_key, ${userId}, ''), ':', ''), '') END AS "withUserId",
               coalesce(c.created_by = ${userId}, false) AS "createdByMe", m.role, m.joined_at AS "joinedAt",
               m.read_sequence::int AS "readSequence", m.delivered_sequence::int AS "deliveredSequence"
        FROM member AS m JOIN conversation AS c ON c.id = m.conversation_id
        WHERE m.user_id = ${userId} AND m.conversation_id > ${after} ORDER BY m.conversation_id LIMIT ${limit}`;
      return rows.map((record) => ({ key: record.conversationId, record }));
    },
  },
  {
    name: 'earlierTexts',
    async read(authorId, after, limit) {
      const rows = await db.$queryRaw<RevisionRow[]>`
        SELECT m.id || ${SEPARATOR} || lpad(r.nth::text, 3, '0') AS key, m.id AS "messageId", r.text, r.written_at AS "writtenAt"
        FROM message AS m JOIN message_revision AS r ON r.conversation_id = m.conversation_id AND r.sequence = m.sequence
        WHERE m.author_id = ${authorId} AND m.id >= split_part(${after}, ${SEPARATOR}, 1)
          AND m.id || ${SEPARATOR} || lpad(r.nth::text, 3, '0') > ${after}
        ORDER BY m.id, r.nth LIMIT ${limit}`;
      return rows.map(({ key, ...record }) => ({ key, record }));
    },
  },
  {
    name: 'attachments',
    async read(authorId, after, limit) {
      const rows = await db.$queryRaw<AttachmentRow[]>`
        SELECT m.id || ${SEPARATOR} || lpad(a.nth::text, 3, '0') AS key, m.id AS "messageId", a.file_id AS "mediaFileId"
        FROM message AS m JOIN message_attachment AS a ON a.conversation_id = m.conversation_id AND a.sequence = m.sequence
        WHERE m.author_id = ${authorId} AND m.id >= split_part(${after}, ${SEPARATOR}, 1)
          AND m.id || ${SEPARATOR} || lpad(a.nth::text, 3, '0') > ${after}
        ORDER BY m.id, a.nth LIMIT ${limit}`;
      return rows.map(({ key, ...record }) => ({ key, record }));
    },
  },
  {
    name: 'reactions',
    async read(userId, after, limit) {
      const rows = await db.$queryRaw<ReactionRow[]>`
        SELECT r.conversation_id || ${SEPARATOR} || lpad(r.sequence::text, 19, '0') || ${SEPARATOR} || r.emoji AS key,
          m.id AS "messageId", r.emoji, r.reacted_at AS "reactedAt"
        FROM message_reaction AS r JOIN message AS m ON m.conversation_id = r.conversation_id AND m.sequence = r.sequence
        WHERE r.user_id = ${userId} AND r.conversation_id >= split_part(${after}, ${SEPARATOR}, 1)
          AND r.conversation_id || ${SEPARATOR} || lpad(r.sequence::text, 19, '0') || ${SEPARATOR} || r.emoji > ${after}
        ORDER BY key LIMIT ${limit}`;
      return rows.map(({ key, ...record }) => ({ key, record }));
    },
  },
];
