import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { ORDER_COLUMNS, type Order } from './order.ts';
import { LINE_COLUMNS, type OrderLine, type OrderPart, PART_COLUMNS } from './order-part.ts';
import type { OrderState } from './order-state.ts';

/** An order to store. */
export type OrderDraft = Pick<
  Order,
  | 'id'
  | 'buyerId'
  | 'currency'
  | 'items'
  | 'shipping'
  | 'tax'
  | 'discount'
  | 'total'
  | 'payWith'
  | 'paymentMethodId'
  | 'returnUrl'
  | 'voucherId'
  | 'address'
  | 'placedAt'
  | 'fundsUntil'
>;

type PartDraft = Pick<
  OrderPart,
  'id' | 'sellerId' | 'items' | 'shipping' | 'tax' | 'shippingTax' | 'discount' | 'total' | 'shippingName'
> &
  Pick<OrderPart, 'needsShipping' | 'feeBasisPoints'>;

type LineDraft = Pick<
  OrderLine,
  | 'id'
  | 'partId'
  | 'productId'
  | 'variantId'
  | 'position'
  | 'title'
  | 'sku'
  | 'options'
  | 'quantity'
  | 'stockQuantity'
  | 'unitPrice'
  | 'items'
  | 'discount'
  | 'tax'
  | 'total'
>;

const json = (rows: readonly object[]): string =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? value.toString() : value));

/** Stores orders, and what becomes of them. */
export const createOrderChangeStore = (db: Sql) => ({
  async addOrder(order: OrderDraft, parts: readonly PartDraft[], lines: readonly LineDraft[]): Promise<void> {
    const { id, buyerId, placedAt } = order;
    await db.$executeRaw`
      INSERT INTO shop_order (id, buyer_id, currency, items, shipping, tax, discount, total, state, pay_with,
        payment_method_id, return_url, voucher_id, address, placed_at, funds_until)
      VALUES (${id}, ${buyerId}, ${order.currency}, ${order.items}, ${order.shipping}, ${order.tax}, ${order.discount},
        ${order.total}, 'PENDING', ${order.payWith}, ${order.paymentMethodId}, ${order.returnUrl}, ${order.voucherId},
        ${order.address === null ? null : JSON.stringify(order.address)}::jsonb, ${placedAt}, ${order.fundsUntil})`;
    await db.$executeRaw`
      INSERT INTO order_part (id, order_id, seller_id, state, items, shipping, tax, shipping_tax, discount, total,
        shipping_name, needs_shipping, fee_basis_points, created_at)
      SELECT id, ${id}, "sellerId", 'PENDING', items, shipping, tax, "shippingTax", discount, total, "shippingName",
        "needsShipping", "feeBasisPoints", ${placedAt}
      FROM jsonb_to_recordset(${json(parts)}::jsonb) AS p (id text, "sellerId" text, items bigint, shipping bigint,
        tax bigint, "shippingTax" bigint, discount bigint, total bigint, "shippingName" text, "needsShipping" boolean,
        "feeBasisPoints" int)`;
    await db.$executeRaw`
      INSERT INTO order_line (id, order_id, part_id, product_id, variant_id, position, title, sku, options, quantity,
        stock_quantity, unit_price, items, discount, tax, total)
      SELECT id, ${id}, "partId", "productId", "variantId", position, title, sku, options, quantity, "stockQuantity",
        "unitPrice", items, discount, tax, total
      FROM jsonb_to_recordset(${json(lines)}::jsonb) AS l (id text, "partId" text, "productId" text, "variantId" text,
        position int, title text, sku text, options jsonb, quantity int, "stockQuantity" int, "unitPrice" bigint,
        items bigint, discount bigint, tax bigint, total bigint)`;
  },

  /** The order of that id until the transaction ends; null when there is none. */
  async lockOrder(id: string): Promise<Order | null> {
    const [row] = await db.$queryRaw<Order[]>`
      SELECT ${ORDER_COLUMNS} FROM shop_order AS o WHERE o.id = ${id} FOR NO KEY UPDATE`;
    return row ?? null;
  },

  /** The order with its parts and lines until the transaction ends; null when there is none. */
  async lockWholeOrder(
    id: string,
  ): Promise<{ readonly order: Order; readonly parts: OrderPart[]; readonly lines: OrderLine[] } | null> {
    const [order] = await db.$queryRaw<Order[]>`
      SELECT ${ORDER_COLUMNS} FROM shop_order AS o WHERE o.id = ${id} FOR NO KEY UPDATE`;
    if (order === undefined) return null;
    const parts = await db.$queryRaw<OrderPart[]>`
      SELECT ${PART_COLUMNS} FROM order_part AS p JOIN shop_order AS o ON o.id = p.order_id
      WHERE p.order_id = ${id} ORDER BY p.id`;
    const lines = await db.$queryRaw<OrderLine[]>`
      SELECT ${LINE_COLUMNS} FROM order_line AS l JOIN shop_order AS o ON o.id = l.order_id
      WHERE l.order_id = ${id} ORDER BY l.position`;
    return { order, parts, lines };
  },

  /** Records what reserves the money of an order, or that nothing will. What was recorded before stays. */
  async noteFunding(
    id: string,
    funding: Partial<Pick<Order, 'holdId' | 'paymentId' | 'failureCode' | 'available' | 'fundedAt'>>,
  ): Promise<void> {
    const { holdId = null, paymentId = null, failureCode = null, available = null, fundedAt = null } = funding;
    await db.$executeRaw`
      UPDATE shop_order SET hold_id = coalesce(hold_id, ${holdId}), payment_id = coalesce(payment_id, ${paymentId}),
        failure_code = coalesce(failure_code, ${failureCode}), available = coalesce(available, ${available}::bigint),
        funded_at = coalesce(funded_at, ${fundedAt}::timestamptz)
      WHERE id = ${id}`;
  },

  /** Changes the state of an order, and what is given besides. */
  async updateOrder(
    id: string,
    changes: Partial<Pick<Order, 'state' | 'stock' | 'cancelledAt' | 'paidAt' | 'transactionId' | 'failureCode'>>,
  ): Promise<void> {
    const { state = null, stock = null, cancelledAt = null, paidAt = null } = changes;
    const { transactionId = null, failureCode = null } = changes;
    await db.$executeRaw`
      UPDATE shop_order SET state = coalesce(${state}, state), stock = coalesce(${stock}, stock),
        cancelled_at = coalesce(${cancelledAt}::timestamptz, cancelled_at), paid_at = coalesce(${paidAt}::timestamptz, paid_at),
        transaction_id = coalesce(${transactionId}, transaction_id), failure_code = coalesce(failure_code, ${failureCode})
      WHERE id = ${id}`;
  },

  /** Has all parts of an order enter a state. */
  async setStateOfParts(orderId: string, state: OrderState): Promise<void> {
    await db.$executeRaw`UPDATE order_part SET state = ${state} WHERE order_id = ${orderId}`;
  },

  async updatePart(
    id: string,
    changes: Partial<Pick<OrderPart, 'state' | 'payout' | 'payoutAmount' | 'payoutFee' | 'releaseAt' | 'deliveredAt'>>,
  ): Promise<void> {
    const { state = null, payout = null, payoutAmount = null, payoutFee = null } = changes;
    const { releaseAt = null, deliveredAt = null } = changes;
    await db.$executeRaw`
      UPDATE order_part SET state = coalesce(${state}, state), payout = coalesce(${payout}, payout),
        payout_amount = coalesce(${payoutAmount}::bigint, payout_amount), payout_fee = coalesce(${payoutFee}::bigint, payout_fee),
        release_at = coalesce(${releaseAt}::timestamptz, release_at), delivered_at = coalesce(${deliveredAt}::timestamptz, delivered_at)
      WHERE id = ${id}`;
  },

  /** Adds units that were sent to lines. */
  async addFulfilled(units: readonly { readonly lineId: string; readonly quantity: number }[]): Promise<void> {
    await db.$executeRaw`
      UPDATE order_line AS l SET fulfilled_quantity = l.fulfilled_quantity + u.quantity
      FROM jsonb_to_recordset(${json(units)}::jsonb) AS u ("lineId" text, quantity int) WHERE l.id = u."lineId"`;
  },

  /** Records what happened to orders, for their people. */
  async addOrderEvents(
    events: readonly { readonly orderId: string; readonly partId?: string | null; readonly kind: string }[],
    at: Date,
  ): Promise<void> {
    const rows = events.map(({ orderId, partId = null, kind }) => ({ id: newId('oev', at), orderId, partId, kind }));
    await db.$executeRaw`
      INSERT INTO order_event (id, order_id, part_id, kind, at)
      SELECT e.id, e."orderId", e."partId", e.kind, ${at}
      FROM jsonb_to_recordset(${json(rows)}::jsonb) AS e (id text, "orderId" text, "partId" text, kind text)`;
  },
});

/** A condition: an order of the table `shop_order` as `o` whose money or goods are on their way. */
export const isUnfinished = sql`(o.state IN ('PENDING', 'CONFIRMED', 'PARTIALLY_FULFILLED', 'FULFILLED', 'DELIVERED'))`;
