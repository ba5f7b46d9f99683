import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import type { Fulfillment, OrderReturn } from './order-records.ts';

const NEWEST_FIRST: ListOrder = { by: [['t.id', 'text']], direction: 'DESC' };

const RETURNS = sql`SELECT t.id, t.order_id AS "orderId", t.part_id AS "partId", t.buyer_id AS "buyerId", t.state, t.reason,
  t.note, t.lines, t.refund_id AS "refundId", t.created_at AS "createdAt", t.updated_at AS "updatedAt"
  FROM order_return AS t JOIN order_part AS p ON p.id = t.part_id`;

/** Stores what is sent, and what comes back. */
export const createReturnStore = (db: Sql) => ({
  async addFulfillment(fulfillment: Fulfillment): Promise<void> {
    const { id, partId, carrier, trackingNumber, trackingUrl, lines, createdAt } = fulfillment;
    await db.$executeRaw`
      INSERT INTO fulfillment (id, part_id, carrier, tracking_number, tracking_url, lines, created_at)
      VALUES (${id}, ${partId}, ${carrier}, ${trackingNumber}, ${trackingUrl}, ${JSON.stringify(lines)}::jsonb, ${createdAt})`;
  },

  /** Returns of which the viewer is buyer or seller; null for others, in the order of the ids. */
  async visibleReturns(viewerId: string, ids: readonly string[]): Promise<(OrderReturn | null)[]> {
    const rows = await db.$queryRaw<OrderReturn[]>`
      ${RETURNS} WHERE t.id = ANY(${[...ids]}::text[]) AND (t.buyer_id = ${viewerId} OR p.seller_id = ${viewerId})`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** A page of the returns of which the viewer is buyer or seller, newest first. */
  returnsOf(viewerId: string, state: string | null, page: PageRequest<readonly [string]>): PromiseLike<OrderReturn[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    return db.$queryRaw<OrderReturn[]>`
      ${RETURNS} WHERE (t.buyer_id = ${viewerId} OR p.seller_id = ${viewerId}) AND (${state}::text IS NULL OR t.state = ${state})
        AND ${beyond} ${order}`;
  },

  /** The return of that id until the transaction ends; null when there is none. */
  async lockReturn(id: string): Promise<OrderReturn | null> {
    const [row] = await db.$queryRaw<OrderReturn[]>`${RETURNS} WHERE t.id = ${id} FOR NO KEY UPDATE OF t`;
    return row ?? null;
  },

  /** Whether things of a part are on their way back, or may be. */
  async hasOpenReturn(partId: string): Promise<boolean> {
    const rows = await db.$queryRaw<unknown[]>`
      SELECT FROM order_return WHERE part_id = ${partId} AND state IN ('REQUESTED', 'APPROVED')`;
    return rows.length > 0;
  },

  async addReturn(draft: Omit<OrderReturn, 'state' | 'note' | 'refundId' | 'updatedAt'>): Promise<void> {
    const { id, orderId, partId, buyerId, reason, lines, createdAt } = draft;
    await db.$executeRaw`
      INSERT INTO order_return (id, order_id, part_id, buyer_id, state, reason, lines, created_at, updated_at)
      VALUES (${id}, ${orderId}, ${partId}, ${buyerId}, 'REQUESTED', ${reason}, ${JSON.stringify(lines)}::jsonb, ${createdAt}, ${createdAt})`;
  },

  async updateReturn(
    id: string,
    {
      state,
      note = null,
      refundId = null,
    }: Pick<OrderReturn, 'state'> & Partial<Pick<OrderReturn, 'note' | 'refundId'>>,
    now: Date,
  ): Promise<void> {
    await db.$executeRaw`
      UPDATE order_return SET state = ${state}, note = coalesce(${note}, note), refund_id = coalesce(${refundId}, refund_id),
        updated_at = ${now} WHERE id = ${id}`;
  },
});
