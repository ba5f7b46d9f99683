import type { Sql } from '../../../../runtime/database/database.ts';
import { createStoredLog } from '../../../../runtime/live/stored-log.ts';
import type { ORDER_LOG, SALES_LOG } from '../../events.ts';

interface OrderChange {
  readonly orderId: string;
}

/** Durable logs, of each order and of each seller's sales. */
export const createOrderLogs = (db: Sql) => ({
  /** The states of each order, which its buyer and, once it is paid, its sellers may follow. */
  orderLog: createStoredLog<OrderChange, OrderChange>(db, {
    name: 'commerce.order-states' satisfies (typeof ORDER_LOG)['name'],
    entryOf: ({ data }) => data,
    async permitted(orderId, viewerIds) {
      const ids = [...viewerIds];
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT buyer_id AS id FROM shop_order WHERE id = ${orderId} AND buyer_id = ANY (${ids}::text[])
        UNION
        SELECT p.seller_id FROM order_part AS p JOIN shop_order AS o ON o.id = p.order_id
        WHERE p.order_id = ${orderId} AND o.stock = 'SOLD' AND p.seller_id = ANY (${ids}::text[])`;
      return new Set(rows.map(({ id }) => id));
    },
  }),
  /** What each seller has sold, for that person alone. */
  salesLog: createStoredLog<OrderChange, OrderChange>(db, {
    name: 'commerce.sales' satisfies (typeof SALES_LOG)['name'],
    entryOf: ({ data }) => data,
  }),
});
