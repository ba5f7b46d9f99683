import type { Sql } from '../../../../runtime/database/database.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isVisibleSeller } from '../products/visible-sql.ts';
import { SHOP_COLUMNS, type Shop } from './shop.ts';

/** Shops as people read them. */
export const createShopStore = (db: Sql) => ({
  /** The shops in the order of their ids; null for those whose seller the viewer may not see. A visitor's id is empty. */
  async visibleShops(viewerId: string, ids: readonly string[]): Promise<(Shop | null)[]> {
    const found = await db.$queryRaw<Shop[]>`
      SELECT ${SHOP_COLUMNS} FROM shop AS s
      WHERE s.id = ANY (${[...ids]}::text[]) AND ${isVisibleSeller(sql`s.seller_id`, sql`${viewerId}::text`)}`;
    return inOrderOf(ids, found, ({ id }) => id);
  },

  /** As `visibleShops`, in the order of the ids of their sellers. */
  async visibleShopsOf(viewerId: string, sellerIds: readonly string[]): Promise<(Shop | null)[]> {
    const found = await db.$queryRaw<Shop[]>`
      SELECT ${SHOP_COLUMNS} FROM shop AS s
      WHERE s.seller_id = ANY (${[...sellerIds]}::text[])
        AND ${isVisibleSeller(sql`s.seller_id`, sql`${viewerId}::text`)}`;
    return inOrderOf(sellerIds, found, ({ sellerId }) => sellerId);
  },

  /** The shops of sellers, in the order of their ids, whoever may see them: for what the domain itself decides. */
  async shopsOfSellers(sellerIds: readonly string[]): Promise<(Shop | null)[]> {
    const found = await db.$queryRaw<Shop[]>`
      SELECT ${SHOP_COLUMNS} FROM shop AS s WHERE s.seller_id = ANY (${[...sellerIds]}::text[])`;
    return inOrderOf(sellerIds, found, ({ sellerId }) => sellerId);
  },
});
