import type { Sql } from '../../../../runtime/database/database.ts';
import { groupedBy, inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { type ProductVariant, VARIANT_COLUMNS } from './variant.ts';
import { isVisibleProduct } from './visible-sql.ts';

/** Variants as people read them: those of products that they may see; archived ones are for their seller. */
export const createVariantStore = (db: Sql) => ({
  /** The variants in the order of the ids; null for those that the viewer may not see. A visitor's id is empty. */
  async visibleVariants(viewerId: string, ids: readonly string[]): Promise<(ProductVariant | null)[]> {
    const found = await db.$queryRaw<ProductVariant[]>`
      SELECT ${VARIANT_COLUMNS} FROM product_variant AS v JOIN product AS p ON p.id = v.product_id
      WHERE v.id = ANY (${[...ids]}::text[]) AND ${isVisibleProduct(sql`p`, sql`${viewerId}::text`)}
        AND (v.archived_at IS NULL OR v.seller_id = ${viewerId}::text)`;
    return inOrderOf(ids, found, ({ id }) => id);
  },

  /** A seller's variants in the order of the ids; null for those of others. */
  async ownVariants(sellerId: string, ids: readonly string[]): Promise<(ProductVariant | null)[]> {
    const found = await db.$queryRaw<ProductVariant[]>`
      SELECT ${VARIANT_COLUMNS} FROM product_variant AS v WHERE v.id = ANY (${[...ids]}::text[]) AND v.seller_id = ${sellerId}`;
    return inOrderOf(ids, found, ({ id }) => id);
  },

  /** By the ids of products that the viewer was given: their variants, in their order. A product has at most 100. */
  async variantsOf(viewerId: string, productIds: readonly string[]): Promise<ProductVariant[][]> {
    const found = await db.$queryRaw<ProductVariant[]>`
      SELECT ${VARIANT_COLUMNS} FROM product_variant AS v
      WHERE v.product_id = ANY (${[...productIds]}::text[]) AND (v.archived_at IS NULL OR v.seller_id = ${viewerId}::text)
      ORDER BY v.product_id, v.position, v.id`;
    return groupedBy(productIds, found, ({ productId }) => productId);
  },
});
