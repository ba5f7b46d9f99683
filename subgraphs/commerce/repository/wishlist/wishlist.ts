import type { Sql } from '../../../../runtime/database/database.ts';
import { pageClauses } from '../../../../runtime/database/keyset.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import { PRODUCT_COLUMNS, type Product } from '../products/product.ts';
import { isVisibleProduct } from '../products/visible-sql.ts';

/** A product in a wishlist. */
export type WishedProduct = Product & { readonly addedAt: Date };

/** When a product was added, and its id. */
export type WishKey = readonly [addedAt: string, productId: string];

/** What people keep in mind. */
export const createWishlistStore = (db: Sql) => ({
  /** Adds a product to a wishlist that has fewer than `limit`; false when it is full. */
  async addWish(userId: string, productId: string, at: Date, limit: number): Promise<boolean> {
    // Two calls at a time of one person wait for each other, so that they cannot both be the last.
    await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`wishlist:${userId}`}, 0))::text`;
    await db.$executeRaw`
      INSERT INTO wishlist_item (user_id, product_id, added_at) SELECT ${userId}, ${productId}, ${at}
      WHERE (SELECT count(*) FROM wishlist_item WHERE user_id = ${userId}) < ${limit}
      ON CONFLICT (user_id, product_id) DO NOTHING`;
    const [row] = await db.$queryRaw<object[]>`
      SELECT FROM wishlist_item WHERE user_id = ${userId} AND product_id = ${productId}`;
    return row !== undefined;
  },

  /** Takes a product from a wishlist. */
  async removeWish(userId: string, productId: string): Promise<void> {
    await db.$executeRaw`DELETE FROM wishlist_item WHERE user_id = ${userId} AND product_id = ${productId}`;
  },

  /** Whether products are in the wishlist of a person, in the order of the ids. */
  async wished(userId: string, productIds: readonly string[]): Promise<boolean[]> {
    const rows = await db.$queryRaw<{ productId: string }[]>`
      SELECT product_id AS "productId" FROM wishlist_item
      WHERE user_id = ${userId} AND product_id = ANY (${[...productIds]}::text[])`;
    const found = new Set(rows.map(({ productId }) => productId));
    return productIds.map((id) => found.has(id));
  },

  /** What a person keeps in mind and may see, latest first. */
  async wishlist(userId: string, page: PageRequest<WishKey>): Promise<WishedProduct[]> {
    const { beyond, order } = pageClauses(
      {
        by: [
          ['w.added_at', 'timestamptz'],
          ['w.product_id', 'text'],
        ],
        direction: 'DESC',
      },
      page,
    );
    return db.$queryRaw<WishedProduct[]>`
      SELECT ${PRODUCT_COLUMNS}, w.added_at AS "addedAt" FROM wishlist_item AS w JOIN product AS p ON p.id = w.product_id
      WHERE w.user_id = ${userId} AND ${beyond} AND ${isVisibleProduct(sql`p`, sql`${userId}::text`)} ${order}`;
  },
});
