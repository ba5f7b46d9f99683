import type { Sql } from '../../../../runtime/database/database.ts';
import { newId } from '../../../../runtime/operations/ids.ts';

/** Units of a variant that an order takes; each variant stands once. */
export interface StockUnits {
  readonly variantId: string;
  readonly quantity: number;
}

/** A variant that is about to be ordered, as it is sold now. */
export interface OrderedVariant {
  readonly id: string;
  readonly productId: string;
  readonly sellerId: string;
  readonly title: string;
  readonly sku: string | null;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly price: bigint;
  readonly currency: string;
  readonly kind: 'PHYSICAL' | 'DIGITAL' | 'SERVICE';
  readonly taxCode: string | null;
  readonly stockPolicy: 'DENY' | 'BACKORDER' | 'UNTRACKED';
  /** Units that can still be ordered; null where nothing is counted, or more can be ordered than is there. */
  readonly available: bigint | null;
  /** Whether it can be ordered at all: it is on sale, in a shop that is open. */
  readonly isSold: boolean;
  /** What the platform keeps; null: as the settings say. */
  readonly feeBasisPoints: number | null;
}

const json = (units: readonly StockUnits[]): string => JSON.stringify(units);

/** Reserves stock for orders, and turns it into sold or free stock. */
export const createReservationStore = (db: Sql) => ({
  /**
   * Reserves units, each variant by one conditional update, in the order of their ids; units of one variant count together.
   * Returns the ids of those that have enough; who gets fewer than they asked for has to roll back.
   */
  async reserveStock(units: readonly StockUnits[], now: Date): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      WITH wanted AS (
        SELECT "variantId" AS id, sum(quantity)::bigint AS quantity
        FROM jsonb_to_recordset(${json(units)}::jsonb) AS u ("variantId" text, quantity int) GROUP BY 1
      ), locked AS MATERIALIZED (
        SELECT v.id FROM product_variant AS v JOIN wanted USING (id) ORDER BY v.id FOR NO KEY UPDATE OF v
      )
      UPDATE product_variant AS v
      SET reserved = v.reserved + CASE WHEN v.stock_policy = 'UNTRACKED' THEN 0 ELSE w.quantity END, updated_at = ${now}
      FROM wanted AS w JOIN locked USING (id)
      WHERE v.id = w.id AND v.archived_at IS NULL
        AND (v.stock_policy <> 'DENY' OR v.on_hand - v.reserved >= w.quantity)
      RETURNING v.id`;
    return rows.map(({ id }) => id);
  },

  /** Takes back what `reserveStock` has reserved in the same transaction. */
  async unreserve(units: readonly StockUnits[], now: Date): Promise<void> {
    await db.$executeRaw`
      WITH given AS (
        SELECT "variantId" AS id, sum(quantity)::bigint AS quantity
        FROM jsonb_to_recordset(${json(units)}::jsonb) AS u ("variantId" text, quantity int) GROUP BY 1
      )
      UPDATE product_variant AS v SET updated_at = ${now},
        reserved = v.reserved - CASE WHEN v.stock_policy = 'UNTRACKED' THEN 0 ELSE g.quantity END
      FROM given AS g WHERE v.id = g.id`;
  },

  /** Has what an order reserves become sold. */
  async sellReserved(orderId: string, now: Date): Promise<void> {
    await db.$executeRaw`
      WITH taken AS (
        SELECT variant_id AS id, sum(quantity)::bigint AS quantity, sum(stock_quantity)::bigint AS counted
        FROM order_line WHERE order_id = ${orderId} GROUP BY variant_id
      ), locked AS MATERIALIZED (
        SELECT v.id FROM product_variant AS v JOIN taken USING (id) ORDER BY v.id FOR NO KEY UPDATE OF v
      ), changed AS (
        UPDATE product_variant AS v
        SET reserved = v.reserved - t.counted, on_hand = v.on_hand - t.counted, sold = v.sold + t.quantity, updated_at = ${now}
        FROM taken AS t JOIN locked USING (id) WHERE v.id = t.id
        RETURNING v.id, t.counted, v.on_hand
      )
      INSERT INTO stock_movement (id, variant_id, delta, on_hand, kind, order_id, created_at)
      SELECT ${newId('stm', now)} || '_' || row_number() OVER (ORDER BY id), id, -counted, on_hand, 'SALE', ${orderId}, ${now}
      FROM changed WHERE counted > 0`;
  },

  /** Gives back what an order reserves. */
  async freeReserved(orderId: string, now: Date): Promise<void> {
    await db.$executeRaw`
      WITH taken AS (
        SELECT variant_id AS id, sum(stock_quantity)::bigint AS counted FROM order_line WHERE order_id = ${orderId} GROUP BY variant_id
      ), locked AS MATERIALIZED (
        SELECT v.id FROM product_variant AS v JOIN taken USING (id) ORDER BY v.id FOR NO KEY UPDATE OF v
      )
      UPDATE product_variant AS v SET reserved = v.reserved - t.counted, updated_at = ${now}
      FROM taken AS t JOIN locked USING (id) WHERE v.id = t.id`;
  },

  /** Puts units of lines back into the stock. CANCELLATION: they were never sent, and do not count as sold. */
  async restock(
    orderId: string,
    units: readonly { readonly lineId: string; readonly quantity: number }[],
    kind: 'CANCELLATION' | 'RETURN',
    now: Date,
  ): Promise<void> {
    if (units.length === 0) return;
    await db.$executeRaw`
      WITH back AS (
        SELECT "lineId" AS id, quantity FROM jsonb_to_recordset(${JSON.stringify(units)}::jsonb) AS u ("lineId" text, quantity int)
      ), given AS (
        UPDATE order_line AS l
        SET restocked_quantity = l.restocked_quantity + least(b.quantity, l.stock_quantity - l.restocked_quantity)
        FROM back AS b WHERE l.id = b.id
        RETURNING l.variant_id, b.quantity, least(b.quantity, l.stock_quantity) AS counted
      ), summed AS (
        SELECT variant_id AS id, sum(quantity)::bigint AS quantity, sum(counted)::bigint AS counted FROM given GROUP BY variant_id
      ), locked AS MATERIALIZED (
        SELECT v.id FROM product_variant AS v JOIN summed USING (id) ORDER BY v.id FOR NO KEY UPDATE OF v
      ), changed AS (
        UPDATE product_variant AS v
        SET on_hand = v.on_hand + s.counted, updated_at = ${now},
          sold = CASE WHEN ${kind} = 'CANCELLATION' THEN greatest(v.sold - s.quantity, 0) ELSE v.sold END
        FROM summed AS s JOIN locked USING (id) WHERE v.id = s.id
        RETURNING v.id, s.counted, v.on_hand
      )
      INSERT INTO stock_movement (id, variant_id, delta, on_hand, kind, order_id, created_at)
      SELECT ${newId('stm', now)} || '_' || row_number() OVER (ORDER BY id), id, counted, on_hand, ${kind}, ${orderId}, ${now}
      FROM changed WHERE counted > 0`;
  },
});
