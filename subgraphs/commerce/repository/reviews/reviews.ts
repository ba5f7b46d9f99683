import type { Sql } from '../../../../runtime/database/database.ts';
import { type PagesRequest, readPages } from '../../../../runtime/database/keyset.ts';
import { groupedBy, inOrderOf } from '../../../../runtime/database/loader.ts';
import { rawSql, type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../../runtime/moderation/hidden-content-sql.ts';
import { blockedBetween } from '../../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';
import { isVisibleProduct } from '../products/visible-sql.ts';

/** What a buyer says of a product. */
export interface ProductReview {
  readonly id: string;
  readonly productId: string;
  readonly authorId: string;
  readonly rating: number;
  readonly text: string;
  readonly reply: string | null;
  readonly repliedAt: Date | null;
  readonly createdAt: Date;
  readonly editedAt: Date | null;
}

const COLUMNS = rawSql(`r.id, r.product_id AS "productId", r.author_id AS "authorId", r.rating, r.text, r.reply,
  r.replied_at AS "repliedAt", r.created_at AS "createdAt", r.edited_at AS "editedAt"`);

/** Whether a viewer may see a review whose product they may see. */
const isShown = (viewer: SqlFragment): SqlFragment => sql`(r.author_id = ${viewer} OR (
  NOT ${isHiddenContent(sql`r.id`)} AND NOT ${isSuspended(sql`r.author_id`)} AND NOT ${blockedBetween(sql`r.author_id`, viewer)}))`;

/** Reviews as people read them. */
export const createReviewStore = (db: Sql) => ({
  /** The reviews in the order of the ids; null for those that the viewer may not see. A visitor's id is empty. */
  async visibleReviews(viewerId: string, ids: readonly string[]): Promise<(ProductReview | null)[]> {
    const viewer = sql`${viewerId}::text`;
    const found = await db.$queryRaw<ProductReview[]>`
      SELECT ${COLUMNS} FROM product_review AS r JOIN product AS p ON p.id = r.product_id
      WHERE r.id = ANY (${[...ids]}::text[]) AND ${isShown(viewer)} AND (r.author_id = ${viewer} OR ${isVisibleProduct(sql`p`, viewer)})`;
    return inOrderOf(ids, found, ({ id }) => id);
  },

  /** Reviews of products that the viewer was given, latest first; of one number of stars alone where it is not null. */
  reviewPages: (
    viewerId: string,
    rating: number | null,
    request: PagesRequest<readonly [string]>,
  ): Promise<ProductReview[][]> =>
    readPages<ProductReview>(
      db,
      request,
      { by: [['r.id', 'text']], direction: 'DESC' },
      ({ parent, beyond, order }) => sql`
        SELECT ${COLUMNS} FROM product_review AS r
        WHERE r.product_id = ${parent} AND ${beyond} AND (${rating}::int IS NULL OR r.rating = ${rating})
          AND ${isShown(sql`${viewerId}::text`)} ${order}`,
    ),

  /** By the ids of sellers: how many reviews with 1 to 5 stars their products have on sale. */
  async ratingsOfSellers(sellerIds: readonly string[]): Promise<number[][]> {
    const rows = await db.$queryRaw<{ sellerId: string; counts: number[] }[]>`
      SELECT p.seller_id AS "sellerId", ARRAY[sum(p.rating_counts[1]), sum(p.rating_counts[2]), sum(p.rating_counts[3]),
        sum(p.rating_counts[4]), sum(p.rating_counts[5])]::int[] AS counts
      FROM product AS p WHERE p.seller_id = ANY (${[...sellerIds]}::text[]) AND p.state = 'PUBLISHED' GROUP BY p.seller_id`;
    return inOrderOf(sellerIds, rows, ({ sellerId }) => sellerId).map((row) => row?.counts ?? [0, 0, 0, 0, 0]);
  },

  /** Files of products and reviews, by their ids, with what access to them is minted with. */
  async filesOf(ids: readonly string[]): Promise<ShownFile[][]> {
    const rows = await db.$queryRaw<ShownFile[]>`
      SELECT s."subjectId", s."fileId", s."isOpen", left(encode(sha256(convert_to(s.owner, 'UTF8')), 'hex'), 32)
        || CASE WHEN s."isOpen" THEN '-open' ELSE '-own' END AS "grantId"
      FROM (
        SELECT i.product_id AS "subjectId", i.file_id AS "fileId", i.position, p.seller_id AS owner,
          p.state = 'PUBLISHED' AS "isOpen"
        FROM product_image AS i JOIN product AS p ON p.id = i.product_id WHERE i.product_id = ANY (${[...ids]}::text[])
        UNION ALL
        SELECT m.review_id, m.file_id, m.position, r.author_id, TRUE
        FROM review_media AS m JOIN product_review AS r ON r.id = m.review_id WHERE m.review_id = ANY (${[...ids]}::text[])) AS s
      ORDER BY s."subjectId", s.position`;
    return groupedBy(ids, rows, ({ subjectId }) => subjectId);
  },

  /** Whether moderators have hidden products or reviews, in the order of the ids. */
  async hiddenByModerators(ids: readonly string[]): Promise<boolean[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT s.id FROM unnest(${[...ids]}::text[]) AS s (id) WHERE ${isHiddenContent(sql`s.id`)}`;
    const hidden = new Set(rows.map(({ id }) => id));
    return ids.map((id) => hidden.has(id));
  },
});

/** A file of a product or a review. */
export interface ShownFile {
  readonly subjectId: string;
  readonly fileId: string;
  /** What access to it is minted with: one for all that a person shows everybody, and one for what they alone see. */
  readonly grantId: string;
  /** Whether everybody may see it, visitors too. */
  readonly isOpen: boolean;
}
