import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';

/** How a seller sends things to some countries, and what that costs. */
export interface ShippingOption {
  readonly id: string;
  readonly sellerId: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2; empty: everywhere. */
  readonly countries: readonly string[];
  readonly price: bigint;
  /** What the items of a part cost at least to be sent for nothing; null: never. */
  readonly freeFrom: bigint | null;
  readonly currency: string;
  readonly minDays: number | null;
  readonly maxDays: number | null;
  readonly createdAt: Date;
}

const OPTIONS = sql`SELECT id, seller_id AS "sellerId", name, countries, price, free_from AS "freeFrom", currency,
  min_days AS "minDays", max_days AS "maxDays", created_at AS "createdAt" FROM shipping_option`;

/** Stores how sellers send things. */
export const createShippingStore = (db: Sql) => ({
  /** Options of sellers, cheapest first. */
  shippingOptionsOf: (sellerIds: readonly string[]): PromiseLike<ShippingOption[]> => db.$queryRaw<ShippingOption[]>`
    ${OPTIONS} WHERE seller_id = ANY (${[...sellerIds]}::text[]) ORDER BY price, id`,

  async storeShippingOption(option: ShippingOption): Promise<void> {
    const { id, sellerId, name, countries, price, freeFrom, currency, minDays, maxDays, createdAt } = option;
    await db.$executeRaw`
      INSERT INTO shipping_option (id, seller_id, name, countries, price, free_from, currency, min_days, max_days, created_at)
      VALUES (${id}, ${sellerId}, ${name}, ${[...countries]}::text[], ${price}, ${freeFrom}, ${currency}, ${minDays}, ${maxDays}, ${createdAt})
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, countries = excluded.countries, price = excluded.price,
        free_from = excluded.free_from, currency = excluded.currency, min_days = excluded.min_days, max_days = excluded.max_days`;
  },

  /** Deletes an option of a seller; false when it is not theirs. Orders keep its name and price. */
  async deleteShippingOption(sellerId: string, id: string): Promise<boolean> {
    await db.$executeRaw`DELETE FROM cart_shipping WHERE seller_id = ${sellerId} AND option_id = ${id}`;
    return (await db.$executeRaw`DELETE FROM shipping_option WHERE seller_id = ${sellerId} AND id = ${id}`) > 0;
  },
});
