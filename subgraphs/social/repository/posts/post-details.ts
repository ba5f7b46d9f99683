import type { Sql } from '../../../../runtime/database/database.ts';
import { groupedBy } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenPerson, isPrivateAccount } from '../people/people-sql.ts';

/** A text that a post had before it was changed. */
export interface PostRevision {
  readonly text: string;
  readonly contentWarning: string | null;
  readonly writtenAt: Date;
}

/** A file of a post or a comment. */
export interface ShownFile {
  readonly subjectId: string;
  readonly fileId: string;
  /** What access to it is minted with: one for all that the author of the post shows everybody, and one for the rest. */
  readonly grantId: string;
  /** Whether everybody may see it, visitors too. */
  readonly isOpen: boolean;
}

/** A person whom a post or a comment names. */
interface Mention {
  readonly subjectId: string;
  readonly userId: string;
}

/** What hangs on posts and comments that the viewer may see, each in the order of the ids. */
export const createPostDetailStore = (db: Sql) => ({
  async filesOf(ids: readonly string[]): Promise<ShownFile[][]> {
    const isOpen = sql`(p.visibility = 'PUBLIC' AND NOT ${isPrivateAccount(sql`p.author_id`)})`;
    const rows = await db.$queryRaw<ShownFile[]>`
      SELECT s."subjectId", s."fileId", o.open AS "isOpen",
        left(encode(sha256(convert_to(p.author_id, 'UTF8')), 'hex'), 32)
          || CASE WHEN o.open THEN '-open' ELSE '-followers' END AS "grantId"
      FROM (
        SELECT post_id AS "subjectId", post_id, file_id AS "fileId", position FROM post_media
        WHERE post_id = ANY (${[...ids]}::text[])
        UNION ALL
        SELECT m.comment_id, c.post_id, m.file_id, m.position FROM comment_media AS m JOIN comment AS c ON c.id = m.comment_id
        WHERE m.comment_id = ANY (${[...ids]}::text[])) AS s
      JOIN post AS p ON p.id = s.post_id CROSS JOIN LATERAL (SELECT ${isOpen} AS open) AS o
      ORDER BY s."subjectId", s.position`;
    return groupedBy(ids, rows, ({ subjectId }) => subjectId);
  },

  /** Without people who are hidden from the viewer, in the order of ids. */
  async mentionsOf(viewerId: string, ids: readonly string[]): Promise<string[][]> {
    const rows = await db.$queryRaw<Mention[]>`
      SELECT m."subjectId", m."userId" FROM (
        SELECT post_id AS "subjectId", user_id AS "userId" FROM post_mention WHERE post_id = ANY (${[...ids]}::text[])
        UNION ALL
        SELECT comment_id, user_id FROM comment_mention WHERE comment_id = ANY (${[...ids]}::text[])) AS m
      WHERE NOT ${isHiddenPerson(sql`m."userId"`, sql`${viewerId}::text`)} ORDER BY 1, 2`;
    return groupedBy(ids, rows, ({ subjectId }) => subjectId).map((group) => group.map(({ userId }) => userId));
  },

  /** Whom a post names, whoever may see them. */
  async mentionedIn(postId: string): Promise<string[]> {
    const rows = await db.$queryRaw<{ userId: string }[]>`
      SELECT user_id AS "userId" FROM post_mention WHERE post_id = ${postId} ORDER BY 1`;
    return rows.map(({ userId }) => userId);
  },

  /** Earlier texts, oldest first. */
  async revisionsOf(ids: readonly string[]): Promise<PostRevision[][]> {
    const rows = await db.$queryRaw<(PostRevision & { readonly subjectId: string })[]>`
      SELECT subject_id AS "subjectId", text, content_warning AS "contentWarning", written_at AS "writtenAt"
      FROM text_revision WHERE subject_id = ANY (${[...ids]}::text[]) ORDER BY subject_id, nth`;
    return groupedBy(ids, rows, ({ subjectId }) => subjectId);
  },
});
