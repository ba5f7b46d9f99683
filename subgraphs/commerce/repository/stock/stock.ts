import type { Sql } from '../../../../runtime/database/database.ts';
import { type PagesRequest, readPages } from '../../../../runtime/database/keyset.ts';
import { rawSql, sql } from '../../../../runtime/database/sql-fragment.ts';
import type { ProductVariant } from '../products/variant.ts';
import { isOnSale } from '../products/visible-sql.ts';

/** Why what is on hand has changed: values of the enum `StockMovementKind`. */
export type StockMovementKind = 'INITIAL' | 'ADJUSTMENT' | 'SALE' | 'CANCELLATION' | 'RETURN';

/** A change of what is on hand of a variant. */
export interface StockMovement {
  readonly id: string;
  readonly variantId: string;
  readonly delta: bigint;
  /** What was on hand after it. */
  readonly onHand: bigint;
  readonly kind: StockMovementKind;
  readonly reason: string | null;
  readonly actorId: string | null;
  readonly createdAt: Date;
}

/** What everybody may know of the stock of a variant. */
export type StockLevel = Pick<ProductVariant, 'id' | 'stockPolicy' | 'onHand' | 'reserved'>;

/** A variant whose seller is to learn that few are left. */
export interface LowStock {
  readonly variantId: string;
  readonly productId: string;
  readonly sellerId: string;
  readonly title: string;
  readonly available: bigint;
}

const COLUMNS = rawSql(`m.id, m.variant_id AS "variantId", m.delta, m.on_hand AS "onHand", m.kind, m.reason,
  m.actor_id AS "actorId", m.created_at AS "createdAt"`);

/** Stock of variants, and the record of its changes. */
export const createStockStore = (db: Sql) => ({
  /** Records changes of what is on hand that were just made. */
  async addMovements(movements: readonly StockMovement[]): Promise<void> {
    const rows = movements.map(({ delta, onHand, ...movement }) => ({
      ...movement,
      ...{ delta: delta.toString(), onHand: onHand.toString() },
    }));
    await db.$executeRaw`
      INSERT INTO stock_movement (id, variant_id, delta, on_hand, kind, reason, actor_id, created_at)
      SELECT id, "variantId", delta, "onHand", kind, reason, "actorId", "createdAt"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS m (id text, "variantId" text, delta bigint, "onHand" bigint,
        kind text, reason text, "actorId" text, "createdAt" timestamptz)`;
  },

  /** Changes what is on hand of a variant that is locked; what there is then. */
  async changeOnHand(id: string, delta: bigint, at: Date): Promise<bigint> {
    const [row] = await db.$queryRaw<{ onHand: bigint }[]>`
      UPDATE product_variant SET on_hand = on_hand + ${delta}, updated_at = ${at} WHERE id = ${id} RETURNING on_hand AS "onHand"`;
    if (row === undefined) throw new Error(`variant ${id} is gone while it is locked`);
    return row.onHand;
  },

  /** Changes of variants that the viewer sells, latest first. */
  movementPages: (request: PagesRequest<readonly [string]>): Promise<StockMovement[][]> =>
    readPages<StockMovement>(
      db,
      request,
      { by: [['m.id', 'text']], direction: 'DESC' },
      ({ parent, beyond, order }) =>
        sql`SELECT ${COLUMNS} FROM stock_movement AS m WHERE m.variant_id = ${parent} AND ${beyond} ${order}`,
    ),

  /** The stock of a variant that everybody may see; null for any other. */
  async openStock(variantId: string): Promise<StockLevel | null> {
    const [row] = await db.$queryRaw<StockLevel[]>`
      SELECT v.id, v.stock_policy AS "stockPolicy", v.on_hand AS "onHand", v.reserved
      FROM product_variant AS v JOIN product AS p ON p.id = v.product_id
      WHERE v.id = ${variantId} AND v.archived_at IS NULL AND ${isOnSale(sql`p`)}`;
    return row ?? null;
  },

  /** Variants of which few are left since the last call, and whose seller was not notified yet; now counted as notified. */
  async noteLowStock(limit: number): Promise<LowStock[]> {
    return db.$queryRaw<LowStock[]>`
      WITH crossing AS (
        SELECT v.id FROM product_variant AS v
        WHERE v.low_stock_at IS NOT NULL AND v.archived_at IS NULL AND v.stock_policy <> 'UNTRACKED'
          AND v.is_low_noted <> (v.on_hand - v.reserved <= v.low_stock_at)
        ORDER BY v.id LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED
      ), noted AS (
        UPDATE product_variant AS v SET is_low_noted = NOT v.is_low_noted FROM crossing WHERE v.id = crossing.id
        RETURNING v.id, v.product_id, v.seller_id, v.on_hand - v.reserved AS available, v.is_low_noted
      )
      SELECT n.id AS "variantId", n.product_id AS "productId", n.seller_id AS "sellerId", p.title, n.available
      FROM noted AS n JOIN product AS p ON p.id = n.product_id WHERE n.is_low_noted AND p.state = 'PUBLISHED'`;
  },

  /** Has products repeat how many units of their variants were sold, at most `limit` of them; how many have changed. */
  async refreshUnitsSold(limit: number): Promise<number> {
    return db.$executeRaw`
      WITH behind AS (
        SELECT v.product_id AS id, sum(v.sold) AS units FROM product_variant AS v
        WHERE v.sold > 0 GROUP BY v.product_id
      ), changing AS (
        SELECT p.id, behind.units FROM product AS p JOIN behind USING (id) WHERE p.units_sold <> behind.units
        ORDER BY p.id LIMIT ${limit} FOR NO KEY UPDATE OF p SKIP LOCKED
      )
      UPDATE product AS p SET units_sold = changing.units FROM changing WHERE p.id = changing.id`;
  },
});
