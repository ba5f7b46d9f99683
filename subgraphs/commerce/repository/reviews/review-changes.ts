import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../../runtime/moderation/hidden-content-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';
import type { ProductReview } from './reviews.ts';

/** A review before it is stored. */
export type ReviewDraft = Pick<ProductReview, 'id' | 'productId' | 'authorId' | 'rating' | 'text' | 'createdAt'> & {
  readonly orderLineId: string;
  readonly fileIds: readonly string[];
};

/** A review that is locked, and who sells what it is about. */
export interface LockedReview {
  readonly id: string;
  readonly productId: string;
  readonly authorId: string;
  readonly sellerId: string;
  readonly rating: number;
  readonly text: string;
}

/** Writes of reviews, within a transaction. */
export const createReviewChangeStore = (db: Sql) => ({
  /** Stores a review with its files; nothing, and false, when its author has reviewed the product. */
  async insertReview(draft: ReviewDraft): Promise<boolean> {
    const added = await db.$executeRaw`
      INSERT INTO product_review (id, product_id, order_line_id, author_id, rating, text, created_at)
      VALUES (${draft.id}, ${draft.productId}, ${draft.orderLineId}, ${draft.authorId}, ${draft.rating}, ${draft.text},
        ${draft.createdAt})
      ON CONFLICT DO NOTHING`;
    if (added === 0) return false;
    await db.$executeRaw`
      INSERT INTO review_media (review_id, position, file_id)
      SELECT ${draft.id}, nth - 1, file_id FROM unnest(${[...draft.fileIds]}::text[]) WITH ORDINALITY AS f(file_id, nth)`;
    return true;
  },

  /** What is reviewed, whoever may see it; null when the product is gone. */
  async reviewedProduct(productId: string): Promise<{ readonly sellerId: string; readonly title: string } | null> {
    const [row] = await db.$queryRaw<{ sellerId: string; title: string }[]>`
      SELECT seller_id AS "sellerId", title FROM product WHERE id = ${productId}`;
    return row ?? null;
  },

  /** The review, locked until the transaction ends; null when there is none. */
  async lockReview(id: string): Promise<LockedReview | null> {
    const [row] = await db.$queryRaw<LockedReview[]>`
      SELECT r.id, r.product_id AS "productId", r.author_id AS "authorId", p.seller_id AS "sellerId", r.rating, r.text
      FROM product_review AS r JOIN product AS p ON p.id = r.product_id WHERE r.id = ${id} FOR NO KEY UPDATE OF r`;
    return row ?? null;
  },

  /** Writes an edit of a review that is locked. */
  async editReview(edit: Pick<ProductReview, 'id' | 'rating' | 'text' | 'editedAt'>): Promise<void> {
    await db.$executeRaw`
      UPDATE product_review SET rating = ${edit.rating}, text = ${edit.text}, edited_at = ${edit.editedAt} WHERE id = ${edit.id}`;
  },

  /** Gives a review other files, and returns those that it had. */
  async replaceReviewFiles(reviewId: string, fileIds: readonly string[]): Promise<string[]> {
    const rows = await db.$queryRaw<{ fileId: string }[]>`
      DELETE FROM review_media WHERE review_id = ${reviewId} RETURNING file_id AS "fileId"`;
    await db.$executeRaw`
      INSERT INTO review_media (review_id, position, file_id)
      SELECT ${reviewId}, nth - 1, file_id FROM unnest(${[...fileIds]}::text[]) WITH ORDINALITY AS f(file_id, nth)`;
    return rows.map(({ fileId }) => fileId);
  },

  /** Writes the answer of the seller. */
  async replyToReview(id: string, reply: string, at: Date): Promise<void> {
    await db.$executeRaw`UPDATE product_review SET reply = ${reply}, replied_at = ${at} WHERE id = ${id}`;
  },

  /** Removes a review for good. */
  async deleteReview(id: string): Promise<void> {
    await db.$executeRaw`DELETE FROM product_review WHERE id = ${id}`;
  },

  /** Counts the reviews of products anew, without those that nobody sees; each product is locked, in the order of ids. */
  async refreshRatings(productIds: readonly string[]): Promise<void> {
    await db.$executeRaw`
      SELECT FROM product AS p WHERE p.id = ANY (${[...productIds]}::text[]) ORDER BY p.id FOR NO KEY UPDATE`;
    await db.$executeRaw`
      UPDATE product AS p SET rating_counts = c.counts,
        rating_score = (1000 * (c.stars + 17.5) / (c.total + 5))::int
      FROM (
        SELECT w.id, ARRAY[count(*) FILTER (WHERE r.rating = 1), count(*) FILTER (WHERE r.rating = 2),
          count(*) FILTER (WHERE r.rating = 3), count(*) FILTER (WHERE r.rating = 4), count(*) FILTER (WHERE r.rating = 5)]::int[]
          AS counts, coalesce(sum(r.rating), 0) AS stars, count(r.rating) AS total
        FROM unnest(${[...productIds]}::text[]) AS w (id)
        LEFT JOIN product_review AS r ON r.product_id = w.id AND NOT ${isHiddenContent(sql`r.id`)} AND NOT ${isSuspended(sql`r.author_id`)}
        GROUP BY w.id) AS c
      WHERE p.id = c.id`;
  },
});
