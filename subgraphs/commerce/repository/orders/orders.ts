import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import { groupedBy, inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import { ORDER_COLUMNS, type Order } from './order.ts';
import { LINE_COLUMNS, type OrderLine, type OrderPart, PART_COLUMNS } from './order-part.ts';
import type { Fulfillment, OrderRefund } from './order-records.ts';
import { REFUND_COLUMNS } from './refund-columns.ts';

const NEWEST_ORDERS: ListOrder = { by: [['o.id', 'text']], direction: 'DESC' };
const NEWEST_PARTS: ListOrder = { by: [['p.id', 'text']], direction: 'DESC' };

const ORDERS = sql`SELECT ${ORDER_COLUMNS} FROM shop_order AS o`;
const PARTS = sql`SELECT ${PART_COLUMNS} FROM order_part AS p JOIN shop_order AS o ON o.id = p.order_id`;
const LINES = sql`SELECT ${LINE_COLUMNS} FROM order_line AS l JOIN shop_order AS o ON o.id = l.order_id`;

/** What happened to an order, for its people. */
export interface OrderEvent {
  readonly id: string;
  readonly orderId: string;
  readonly partId: string | null;
  readonly kind: string;
  readonly at: Date;
}

/** What a seller has sold in a period, in one currency. */
export interface SalesSum {
  readonly currency: string;
  readonly orderCount: number;
  readonly total: bigint;
  readonly refunded: bigint;
  readonly fees: bigint;
  readonly paidOut: bigint;
}

/** Reads orders and what hangs on them. */
export const createOrderStore = (db: Sql) => ({
  /** Orders of a viewer as a buyer, or in which they have sold something that is paid; null for others, in the order of the ids. */
  async visibleOrders(viewerId: string, ids: readonly string[]): Promise<(Order | null)[]> {
    const rows = await db.$queryRaw<
      Order[]
    >`${ORDERS} WHERE o.id = ANY(${[...ids]}::text[]) AND (o.buyer_id = ${viewerId}
      OR (o.funded_at IS NOT NULL AND o.stock = 'SOLD' AND EXISTS (
        SELECT FROM order_part AS p WHERE p.order_id = o.id AND p.seller_id = ${viewerId})))`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** The order of that id, whoever asks; null when there is none. */
  async findOrder(id: string): Promise<Order | null> {
    const [row] = await db.$queryRaw<Order[]>`${ORDERS} WHERE o.id = ${id}`;
    return row ?? null;
  },

  /** A page of the orders of a buyer, newest first. */
  ordersOf(buyerId: string, state: string | null, page: PageRequest<readonly [string]>): PromiseLike<Order[]> {
    const { beyond, order } = pageClauses(NEWEST_ORDERS, page);
    return db.$queryRaw<Order[]>`
      ${ORDERS} WHERE o.buyer_id = ${buyerId} AND (${state}::text IS NULL OR o.state = ${state}) AND ${beyond} ${order}`;
  },

  /** A page of the parts that a seller has sold and that were funded, newest first. */
  salesOf(sellerId: string, state: string | null, page: PageRequest<readonly [string]>): PromiseLike<OrderPart[]> {
    const { beyond, order } = pageClauses(NEWEST_PARTS, page);
    return db.$queryRaw<OrderPart[]>`
      ${PARTS} WHERE p.seller_id = ${sellerId} AND o.stock = 'SOLD' AND (${state}::text IS NULL OR p.state = ${state})
        AND ${beyond} ${order}`;
  },

  /** What a seller has sold in parts that were made in a period, by currency. */
  salesSums: (sellerId: string, from: Date, to: Date): PromiseLike<SalesSum[]> => db.$queryRaw<SalesSum[]>`
    SELECT o.currency, count(*)::int AS "orderCount", sum(p.total)::bigint AS total, sum(p.refunded)::bigint AS refunded,
      sum(CASE WHEN p.payout = 'RELEASED' THEN p.payout_fee ELSE 0 END)::bigint AS fees,
      sum(CASE WHEN p.payout = 'RELEASED' THEN p.payout_amount ELSE 0 END)::bigint AS "paidOut"
    FROM order_part AS p JOIN shop_order AS o ON o.id = p.order_id
    WHERE p.seller_id = ${sellerId} AND o.stock = 'SOLD' AND p.created_at >= ${from} AND p.created_at < ${to}
    GROUP BY o.currency ORDER BY o.currency LIMIT 50`,

  /** Parts by the id of their order, in the order of their ids. */
  async partsOfOrders(orderIds: readonly string[]): Promise<OrderPart[][]> {
    const rows = await db.$queryRaw<
      OrderPart[]
    >`${PARTS} WHERE p.order_id = ANY(${[...orderIds]}::text[]) ORDER BY p.id`;
    return groupedBy(orderIds, rows, ({ orderId }) => orderId);
  },

  async partsByIds(ids: readonly string[]): Promise<(OrderPart | null)[]> {
    const rows = await db.$queryRaw<OrderPart[]>`${PARTS} WHERE p.id = ANY(${[...ids]}::text[])`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** Lines by the id of their order, in their order. */
  async linesOfOrders(orderIds: readonly string[]): Promise<OrderLine[][]> {
    const rows = await db.$queryRaw<OrderLine[]>`
      ${LINES} WHERE l.order_id = ANY(${[...orderIds]}::text[]) ORDER BY l.position`;
    return groupedBy(orderIds, rows, ({ orderId }) => orderId);
  },

  /** Events by the id of their order, oldest first. */
  async eventsOfOrders(orderIds: readonly string[]): Promise<OrderEvent[][]> {
    const rows = await db.$queryRaw<OrderEvent[]>`
      SELECT id, order_id AS "orderId", part_id AS "partId", kind, at FROM order_event
      WHERE order_id = ANY(${[...orderIds]}::text[]) ORDER BY id`;
    return groupedBy(orderIds, rows, ({ orderId }) => orderId);
  },

  /** What was sent, by the id of the part, oldest first. */
  async fulfillmentsOfParts(partIds: readonly string[]): Promise<Fulfillment[][]> {
    const rows = await db.$queryRaw<Fulfillment[]>`
      SELECT id, part_id AS "partId", carrier, tracking_number AS "trackingNumber", tracking_url AS "trackingUrl", lines,
        created_at AS "createdAt"
      FROM fulfillment WHERE part_id = ANY(${[...partIds]}::text[]) ORDER BY id`;
    return groupedBy(partIds, rows, ({ partId }) => partId);
  },

  /** Refunds by the id of their part, oldest first. */
  async refundsOfParts(partIds: readonly string[]): Promise<OrderRefund[][]> {
    const rows = await db.$queryRaw<OrderRefund[]>`
      SELECT ${REFUND_COLUMNS} FROM order_refund AS r JOIN shop_order AS o ON o.id = r.order_id
      WHERE r.part_id = ANY(${[...partIds]}::text[]) ORDER BY r.id`;
    return groupedBy(partIds, rows, ({ partId }) => partId);
  },

  /** Who bought a line that was paid and not given back entirely, and what it was; null for others. For reviews. */
  async purchasedLine(
    lineId: string,
  ): Promise<{ readonly buyerId: string | null; readonly productId: string; readonly sellerId: string | null } | null> {
    const [row] = await db.$queryRaw<{ buyerId: string | null; productId: string; sellerId: string | null }[]>`
      SELECT o.buyer_id AS "buyerId", l.product_id AS "productId", p.seller_id AS "sellerId"
      FROM order_line AS l JOIN shop_order AS o ON o.id = l.order_id JOIN order_part AS p ON p.id = l.part_id
      WHERE l.id = ${lineId} AND o.paid_at IS NOT NULL AND p.state NOT IN ('CANCELLED', 'REFUNDED')
        AND l.refunded_quantity < l.quantity`;
    return row ?? null;
  },
});
