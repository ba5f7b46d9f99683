import type { Sql } from '../../../../runtime/database/database.ts';
import { type PagesRequest, readPages } from '../../../../runtime/database/keyset.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { PRODUCT_COLUMNS, type Product } from './product.ts';
import { isVisibleProduct } from './visible-sql.ts';

/** Lists of products, as each viewer sees them. */
export const createProductListStore = (db: Sql) => ({
  /** What sellers have, latest first. */
  pagesOfSellers: (viewerId: string, request: PagesRequest<readonly [string]>): Promise<Product[][]> =>
    readPages<Product>(
      db,
      request,
      { by: [['p.id', 'text']], direction: 'DESC' },
      ({ parent, beyond, order }) => sql`
        SELECT ${PRODUCT_COLUMNS} FROM product AS p
        WHERE p.seller_id = ${parent} AND ${beyond} AND ${isVisibleProduct(sql`p`, sql`${viewerId}::text`)} ${order}`,
    ),
});
