import type { Sql } from '../../../runtime/database/database.ts';

/** A product or a review as moderators read it. */
export interface ReportedContent {
  readonly authorId: string;
  readonly text: string;
  readonly createdAt: Date;
  readonly fileIds: readonly string[];
}

/** Products and reviews as moderators have to do with them. */
export const createModeratedStore = (db: Sql) => ({
  /** What stands, whoever may see it; null for drafts, which nobody has seen, and for what is gone. */
  async reportedContent(id: string): Promise<ReportedContent | null> {
    const [row] = await db.$queryRaw<ReportedContent[]>`
      SELECT p.seller_id AS "authorId", concat_ws(E'\\n', p.title, nullif(p.description, '')) AS text, p.created_at AS "createdAt",
        ARRAY (SELECT i.file_id FROM product_image AS i WHERE i.product_id = p.id ORDER BY i.position) AS "fileIds"
      FROM product AS p WHERE p.id = ${id} AND p.published_at IS NOT NULL
      UNION ALL
      SELECT r.author_id, r.text, r.created_at,
        ARRAY (SELECT m.file_id FROM review_media AS m WHERE m.review_id = r.id ORDER BY m.position)
      FROM product_review AS r WHERE r.id = ${id}`;
    return row ?? null;
  },

  /** Takes files that are gone from the product or review that shows them. */
  async dropFiles(subjectId: string, fileIds: readonly string[]): Promise<void> {
    await db.$executeRaw`
      WITH images AS (
        DELETE FROM product_image WHERE product_id = ${subjectId} AND file_id = ANY (${[...fileIds]}::text[])
      )
      DELETE FROM review_media WHERE review_id = ${subjectId} AND file_id = ANY (${[...fileIds]}::text[])`;
  },
});
