import type { Sql } from '../../../runtime/database/database.ts';

/** Rows that one step erases. */
const BATCH_SIZE = 500;

/** What was erased of a seller's offers. */
interface ErasedOffers {
  /** Ids of the products that were on sale. */
  readonly onSale: readonly string[];
  /** Files that reviews of others showed. */
  readonly reviewFiles: readonly {
    readonly subjectId: string;
    readonly ownerId: string;
    readonly fileIds: readonly string[];
  }[];
  /** Whether nothing is left. */
  readonly isComplete: boolean;
}

/** Erasing who has deleted their account: `shop`, `product`, `product_variant` and `product_review`. */
export const createErasureStore = (db: Sql) => ({
  /** Erases some of what a seller offers, with what others have said of it. */
  async eraseOffers(sellerId: string): Promise<ErasedOffers> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM product WHERE seller_id = ${sellerId} ORDER BY id LIMIT ${BATCH_SIZE} FOR UPDATE`;
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) {
      await db.$executeRaw`DELETE FROM shop WHERE seller_id = ${sellerId}`;
      return { onSale: [], reviewFiles: [], isComplete: true };
    }
    const reviewFiles = await db.$queryRaw<ErasedOffers['reviewFiles']>`
      SELECT r.id AS "subjectId", r.author_id AS "ownerId", array_agg(m.file_id) AS "fileIds"
      FROM product_review AS r JOIN review_media AS m ON m.review_id = r.id
      WHERE r.product_id = ANY (${ids}::text[]) GROUP BY r.id`;
    const erased = await db.$queryRaw<{ id: string; state: string }[]>`
      DELETE FROM product WHERE id = ANY (${ids}::text[]) RETURNING id, state`;
    const onSale = erased.filter(({ state }) => state === 'PUBLISHED').map(({ id }) => id);
    return { onSale, reviewFiles, isComplete: false };
  },

  /** Erases some of what a person has said of products: returns these products, and whether more is left. */
  async eraseReviews(
    authorId: string,
  ): Promise<{ readonly productIds: readonly string[]; readonly isComplete: boolean }> {
    const erased = await db.$queryRaw<{ productId: string }[]>`
      DELETE FROM product_review WHERE id IN (SELECT id FROM product_review WHERE author_id = ${authorId} LIMIT ${BATCH_SIZE})
      RETURNING product_id AS "productId"`;
    return { productIds: [...new Set(erased.map(({ productId }) => productId))], isComplete: erased.length === 0 };
  },
});
