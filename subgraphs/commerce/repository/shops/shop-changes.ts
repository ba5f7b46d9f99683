import type { Sql } from '../../../../runtime/database/database.ts';
import { SHOP_COLUMNS, type Shop } from './shop.ts';

/** A shop before it is stored. */
export type ShopDraft = Omit<Shop, 'isOpen' | 'feeBasisPoints' | 'updatedAt'>;

/** What an edit leaves of a shop. */
export type ShopEdit = Omit<Shop, 'sellerId' | 'feeBasisPoints' | 'createdAt'>;

/** Writes of shops, within a transaction. */
export const createShopChangeStore = (db: Sql) => ({
  /** Stores a shop; nothing, and false, when its seller has one. */
  async insertShop(draft: ShopDraft): Promise<boolean> {
    const added = await db.$executeRaw`
      INSERT INTO shop (id, seller_id, name, description, return_policy, shipping_policy, payout_method_id, created_at, updated_at)
      VALUES (${draft.id}, ${draft.sellerId}, ${draft.name}, ${draft.description}, ${draft.returnPolicy},
        ${draft.shippingPolicy}, ${draft.payoutMethodId}, ${draft.createdAt}, ${draft.createdAt})
      ON CONFLICT (seller_id) DO NOTHING`;
    return added > 0;
  },

  /** The shop of a seller, locked until the transaction ends; null when they have none. */
  async lockShop(sellerId: string): Promise<Shop | null> {
    const [shop] = await db.$queryRaw<Shop[]>`
      SELECT ${SHOP_COLUMNS} FROM shop AS s WHERE s.seller_id = ${sellerId} FOR NO KEY UPDATE`;
    return shop ?? null;
  },

  /** Writes an edit of a shop that is locked. */
  async editShop(edit: ShopEdit): Promise<void> {
    await db.$executeRaw`
      UPDATE shop SET name = ${edit.name}, description = ${edit.description}, return_policy = ${edit.returnPolicy},
        shipping_policy = ${edit.shippingPolicy}, is_open = ${edit.isOpen}, payout_method_id = ${edit.payoutMethodId},
        updated_at = ${edit.updatedAt}
      WHERE id = ${edit.id}`;
  },
});
