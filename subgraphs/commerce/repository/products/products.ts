import type { Sql } from '../../../../runtime/database/database.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { PRODUCT_COLUMNS, type Product } from './product.ts';
import { isVisibleProduct } from './visible-sql.ts';

/** Products as people read them. */
export const createProductStore = (db: Sql) => ({
  /** The products in the order of the ids; null for those that the viewer may not see. A visitor's id is empty. */
  async visibleProducts(viewerId: string, ids: readonly string[]): Promise<(Product | null)[]> {
    const found = await db.$queryRaw<Product[]>`
      SELECT ${PRODUCT_COLUMNS} FROM product AS p
      WHERE p.id = ANY (${[...ids]}::text[]) AND ${isVisibleProduct(sql`p`, sql`${viewerId}::text`)}`;
    return inOrderOf(ids, found, ({ id }) => id);
  },

  /** The id of the product with a slug, whoever may see it; null when there is none. */
  async productIdOfSlug(slug: string): Promise<string | null> {
    const [row] = await db.$queryRaw<{ id: string }[]>`SELECT id FROM product WHERE slug = ${slug}`;
    return row?.id ?? null;
  },
});
