import type { Sql } from '../../../../runtime/database/database.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../../runtime/moderation/hidden-content-sql.ts';
import { blockedBetween } from '../../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';
import type { OrderedVariant } from '../orders/stock-reservations.ts';

/** What a person has chosen about the order that they are about to place. */
export interface CartChoices {
  readonly addressId: string | null;
  readonly voucherId: string | null;
  /** The id of the shipping option by the id of the seller. */
  readonly shipping: Readonly<Record<string, string>>;
}

/** A variant in a cart, with what it costs now. */
export interface CartLine extends OrderedVariant {
  readonly quantity: number;
  readonly priceSeen: bigint;
}

/** Columns of an `OrderedVariant` for a buyer, of the tables `product_variant` as `v`, `product` as `p` and `shop` as `s`. */
const columnsFor = (
  buyer: SqlFragment,
): SqlFragment => sql`v.id, v.product_id AS "productId", v.seller_id AS "sellerId", p.title, v.sku, v.options, v.price,
  v.currency, p.kind, p.tax_code AS "taxCode", v.stock_policy AS "stockPolicy",
  CASE WHEN v.stock_policy = 'DENY' THEN v.on_hand - v.reserved END AS available,
  (v.archived_at IS NULL AND p.state = 'PUBLISHED' AND coalesce(s.is_open, false) AND NOT ${isSuspended(sql`v.seller_id`)}
    AND NOT ${isHiddenContent(sql`p.id`)} AND NOT ${blockedBetween(sql`v.seller_id`, buyer)}) AS "isSold",
  s.fee_basis_points AS "feeBasisPoints"`;

const VARIANTS = sql`product_variant AS v JOIN product AS p ON p.id = v.product_id LEFT JOIN shop AS s ON s.seller_id = v.seller_id`;

/** Stores carts, and what was chosen for them. */
export const createCartStore = (db: Sql) => ({
  /** What a variant is and costs now for a buyer; null when there is none. */
  async orderedVariant(ownerId: string, id: string): Promise<OrderedVariant | null> {
    const [row] = await db.$queryRaw<OrderedVariant[]>`
      SELECT ${columnsFor(sql`${ownerId}::text`)} FROM ${VARIANTS} WHERE v.id = ${id}`;
    return row ?? null;
  },

  /** The lines of a cart, oldest first. */
  cartLines: (ownerId: string): PromiseLike<CartLine[]> => db.$queryRaw<CartLine[]>`
    SELECT ${columnsFor(sql`l.owner_id`)}, l.quantity, l.price_seen AS "priceSeen"
    FROM cart_line AS l JOIN ${VARIANTS} ON v.id = l.variant_id WHERE l.owner_id = ${ownerId} ORDER BY l.added_at, v.id`,

  /** What a person has chosen. */
  async cartChoices(ownerId: string): Promise<CartChoices> {
    const [row] = await db.$queryRaw<CartChoices[]>`
      SELECT c.address_id AS "addressId", c.voucher_id AS "voucherId",
        coalesce((SELECT jsonb_object_agg(seller_id, option_id) FROM cart_shipping WHERE owner_id = ${ownerId}), '{}') AS shipping
      FROM (SELECT ${ownerId}::text AS owner_id) AS viewer LEFT JOIN cart AS c USING (owner_id)`;
    return row ?? { addressId: null, voucherId: null, shipping: {} };
  },

  /** The cart of a person until the transaction ends, which makes it when there is none. */
  async lockCart(ownerId: string, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO cart (owner_id, updated_at) VALUES (${ownerId}, ${now})
      ON CONFLICT (owner_id) DO UPDATE SET updated_at = excluded.updated_at`;
  },

  /** Has a line have a quantity; the person has seen this price. */
  async setCartLine(ownerId: string, variantId: string, quantity: number, priceSeen: bigint, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO cart_line (owner_id, variant_id, quantity, price_seen, added_at)
      VALUES (${ownerId}, ${variantId}, ${quantity}, ${priceSeen}, ${now})
      ON CONFLICT (owner_id, variant_id) DO UPDATE SET quantity = excluded.quantity, price_seen = excluded.price_seen`;
  },

  async removeCartLines(ownerId: string, variantIds: readonly string[]): Promise<number> {
    return db.$executeRaw`DELETE FROM cart_line WHERE owner_id = ${ownerId} AND variant_id = ANY (${[...variantIds]}::text[])`;
  },

  /** Puts the lines of an order back into the cart of its buyer, save those that are there. */
  async restoreCart(orderId: string, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO cart_line (owner_id, variant_id, quantity, price_seen, added_at)
      SELECT o.buyer_id, l.variant_id, l.quantity, l.unit_price, ${now}::timestamptz + l.position * interval '1 millisecond'
      FROM order_line AS l JOIN shop_order AS o ON o.id = l.order_id
      WHERE l.order_id = ${orderId} AND o.buyer_id IS NOT NULL AND EXISTS (SELECT FROM cart WHERE owner_id = o.buyer_id)
      ON CONFLICT DO NOTHING`;
  },

  /** Empties a cart, with what was chosen for it. */
  async clearCart(ownerId: string): Promise<void> {
    await db.$executeRaw`
      WITH lines AS (DELETE FROM cart_line WHERE owner_id = ${ownerId}),
        shipping AS (DELETE FROM cart_shipping WHERE owner_id = ${ownerId})
      UPDATE cart SET voucher_id = NULL WHERE owner_id = ${ownerId}`;
  },

  async setCartAddress(ownerId: string, addressId: string | null): Promise<void> {
    await db.$executeRaw`UPDATE cart SET address_id = ${addressId} WHERE owner_id = ${ownerId}`;
  },

  async setCartVoucher(ownerId: string, voucherId: string | null): Promise<void> {
    await db.$executeRaw`UPDATE cart SET voucher_id = ${voucherId} WHERE owner_id = ${ownerId}`;
  },

  async setCartShipping(ownerId: string, sellerId: string, optionId: string): Promise<void> {
    await db.$executeRaw`
      INSERT INTO cart_shipping (owner_id, seller_id, option_id) VALUES (${ownerId}, ${sellerId}, ${optionId})
      ON CONFLICT (owner_id, seller_id) DO UPDATE SET option_id = excluded.option_id`;
  },
});
