import type { Sql } from '../../../runtime/database/database.ts';

/** A post or a comment as moderators read it. */
export interface ReportedContent {
  readonly authorId: string | null;
  readonly text: string;
  readonly createdAt: Date;
  readonly fileIds: readonly string[];
}

/** Posts and comments as moderators have to do with them. */
export const createModeratedStore = (db: Sql) => ({
  /** What stands, whoever may see it; null for what is deleted, and for drafts, which nobody has seen. */
  async reportedContent(id: string): Promise<ReportedContent | null> {
    const [row] = await db.$queryRaw<ReportedContent[]>`
      SELECT p.author_id AS "authorId", concat_ws(E'\\n', p.content_warning, p.text) AS text, p.created_at AS "createdAt",
        ARRAY (SELECT m.file_id FROM post_media AS m WHERE m.post_id = p.id ORDER BY m.position) AS "fileIds"
      FROM post AS p WHERE p.id = ${id} AND p.number IS NOT NULL AND p.deleted_at IS NULL
      UNION ALL
      SELECT c.author_id, c.text, c.created_at,
        ARRAY (SELECT m.file_id FROM comment_media AS m WHERE m.comment_id = c.id ORDER BY m.position)
      FROM comment AS c WHERE c.id = ${id} AND c.deleted_at IS NULL`;
    return row ?? null;
  },

  /** Takes files that are gone from the post or comment that shows them. */
  async dropFiles(subjectId: string, fileIds: readonly string[]): Promise<void> {
    await db.$executeRaw`
      WITH files AS (
        DELETE FROM post_media WHERE post_id = ${subjectId} AND file_id = ANY (${[...fileIds]}::text[]) RETURNING post_id
      ), fewer AS (
        UPDATE post SET media_count = media_count - (SELECT count(*) FROM files) WHERE id = ${subjectId}
      )
      DELETE FROM comment_media WHERE comment_id = ${subjectId} AND file_id = ANY (${[...fileIds]}::text[])`;
  },
});
