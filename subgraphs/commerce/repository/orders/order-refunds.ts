import type { Sql } from '../../../../runtime/database/database.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import type { OrderRefund } from './order-records.ts';
import { REFUND_COLUMNS } from './refund-columns.ts';

type RefundDraft = Pick<
  OrderRefund,
  'id' | 'orderId' | 'partId' | 'kind' | 'amount' | 'fromSeller' | 'fromFees' | 'reason' | 'lines' | 'createdAt'
>;

/** Stores refunds. What they take is counted in the order before anybody is asked for it. */
export const createOrderRefundStore = (db: Sql) => ({
  /** Refunds of orders of which the viewer is buyer or seller; null for others, in the order of the ids. */
  async visibleRefunds(viewerId: string, ids: readonly string[]): Promise<(OrderRefund | null)[]> {
    const rows = await db.$queryRaw<OrderRefund[]>`
      SELECT ${REFUND_COLUMNS} FROM order_refund AS r JOIN shop_order AS o ON o.id = r.order_id
        JOIN order_part AS p ON p.id = r.part_id
      WHERE r.id = ANY(${[...ids]}::text[]) AND (o.buyer_id = ${viewerId} OR p.seller_id = ${viewerId})`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  async findRefund(id: string): Promise<OrderRefund | null> {
    const [row] = await db.$queryRaw<OrderRefund[]>`
      SELECT ${REFUND_COLUMNS} FROM order_refund AS r JOIN shop_order AS o ON o.id = r.order_id WHERE r.id = ${id}`;
    return row ?? null;
  },

  /** Records what became of a refund of payments: a later fact wins, since banks give back what they have taken. */
  async noteCardRefund(refundId: string, orderId: string, result: 'SUCCEEDED' | 'FAILED', now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO card_refund (refund_id, order_id, result, at) VALUES (${refundId}, ${orderId}, ${result}, ${now})
      ON CONFLICT (refund_id) DO UPDATE SET result = excluded.result, at = excluded.at`;
  },

  /** What became of a refund of payments; null while it is not known. */
  async cardRefundResult(refundId: string): Promise<'SUCCEEDED' | 'FAILED' | null> {
    const [row] = await db.$queryRaw<{ result: 'SUCCEEDED' | 'FAILED' }[]>`
      SELECT result FROM card_refund WHERE refund_id = ${refundId}`;
    return row?.result ?? null;
  },

  /** Ids of the refunds of an order that are under way. */
  async pendingRefundsOf(orderId: string): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM order_refund WHERE order_id = ${orderId} AND state = 'PENDING' ORDER BY id`;
    return rows.map(({ id }) => id);
  },

  /** Adds a refund, and counts it in its part and its lines. The constraints of the tables refuse more than was paid. */
  async addRefund(refund: RefundDraft): Promise<void> {
    const lines = JSON.stringify(refund.lines);
    await db.$executeRaw`
      INSERT INTO order_refund (id, order_id, part_id, kind, amount, from_seller, from_fees, state, reason, lines, created_at)
      VALUES (${refund.id}, ${refund.orderId}, ${refund.partId}, ${refund.kind}, ${refund.amount}, ${refund.fromSeller},
        ${refund.fromFees}, 'PENDING', ${refund.reason}, ${lines}::jsonb, ${refund.createdAt})`;
    await db.$executeRaw`UPDATE order_part SET refund_total = refund_total + ${refund.amount} WHERE id = ${refund.partId}`;
    await db.$executeRaw`
      UPDATE order_line AS l SET refunded_quantity = l.refunded_quantity + r.quantity, refunded_amount = l.refunded_amount + r.amount
      FROM jsonb_to_recordset(${lines}::jsonb) AS r ("lineId" text, quantity int, amount bigint) WHERE l.id = r."lineId"`;
  },

  /** Records that a refund was made; false when it was settled before. */
  async completeRefund({ id, orderId, partId, amount }: OrderRefund, now: Date): Promise<boolean> {
    const settled = await db.$executeRaw`
      UPDATE order_refund SET state = 'SUCCEEDED', settled_at = ${now} WHERE id = ${id} AND state = 'PENDING'`;
    if (settled === 0) return false;
    await db.$executeRaw`UPDATE order_part SET refunded = refunded + ${amount} WHERE id = ${partId}`;
    await db.$executeRaw`UPDATE shop_order SET refunded = refunded + ${amount} WHERE id = ${orderId}`;
    return true;
  },

  /** Records that a refund cannot be made: it counts no longer. False when it was settled before. */
  async dropRefund({ id, partId, amount, lines }: OrderRefund, failureCode: string, now: Date): Promise<boolean> {
    const settled = await db.$executeRaw`
      UPDATE order_refund SET state = 'FAILED', failure_code = ${failureCode}, settled_at = ${now}
      WHERE id = ${id} AND state = 'PENDING'`;
    if (settled === 0) return false;
    await db.$executeRaw`UPDATE order_part SET refund_total = refund_total - ${amount} WHERE id = ${partId}`;
    await db.$executeRaw`
      UPDATE order_line AS l SET refunded_quantity = l.refunded_quantity - r.quantity, refunded_amount = l.refunded_amount - r.amount
      FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS r ("lineId" text, quantity int, amount bigint)
      WHERE l.id = r."lineId"`;
    return true;
  },
});
