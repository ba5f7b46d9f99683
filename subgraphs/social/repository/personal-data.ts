import type { Sql } from '../../../runtime/database/database.ts';
import type { Collection } from '../../../runtime/personal-data/collections.ts';

interface TextRow {
  readonly key: string;
  readonly subjectId: string;
  readonly text: string;
  readonly contentWarning: string | null;
  readonly writtenAt: Date;
}

interface FileRow {
  readonly key: string;
  readonly subjectId: string;
  readonly mediaFileId: string;
}

/** Between the parts of a key; ids do not hold it. */
const SEPARATOR = '/';

/** What this domain keeps about a person beside what its Prisma schema marks. */
export const socialData = (db: Sql): readonly Collection[] => [
  {
    name: 'earlierTexts',
    async read(userId, after, limit) {
      const rows = await db.$queryRaw<TextRow[]>`
        SELECT r.subject_id || ${SEPARATOR} || lpad(r.nth::text, 6, '0') AS key, r.subject_id AS "subjectId", r.text,
          r.content_warning AS "contentWarning", r.written_at AS "writtenAt"
        FROM text_revision AS r
        WHERE (EXISTS (SELECT FROM post AS p WHERE p.id = r.subject_id AND p.author_id = ${userId})
          OR EXISTS (SELECT FROM comment AS c WHERE c.id = r.subject_id AND c.author_id = ${userId}))
          AND r.subject_id >= split_part(${after}, ${SEPARATOR}, 1)
          AND r.subject_id || ${SEPARATOR} || lpad(r.nth::text, 6, '0') > ${after}
        ORDER BY r.subject_id, r.nth LIMIT ${limit}`;
      return rows.map(({ key, ...record }) => ({ key, record }));
    },
  },
  {
    name: 'filesShown',
    async read(userId, after, limit) {
      const rows = await db.$queryRaw<FileRow[]>`
        SELECT s.subject_id || ${SEPARATOR} || s.position::text AS key, s.subject_id AS "subjectId", s.file_id AS "mediaFileId"
        FROM (
          SELECT m.post_id AS subject_id, m.position, m.file_id FROM post_media AS m JOIN post AS p ON p.id = m.post_id
          WHERE p.author_id = ${userId}
          UNION ALL
          SELECT m.comment_id, m.position, m.file_id FROM comment_media AS m JOIN comment AS c ON c.id = m.comment_id
          WHERE c.author_id = ${userId}) AS s
        WHERE s.subject_id || ${SEPARATOR} || s.position::text > ${after}
        ORDER BY s.subject_id || ${SEPARATOR} || s.position::text LIMIT ${limit}`;
      return rows.map(({ key, ...record }) => ({ key, record }));
    },
  },
];
