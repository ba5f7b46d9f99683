import type { Streams } from '../../../../runtime/live/durable-log.ts';
import type { Signals } from '../../../../runtime/live/signals.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import { ORDER_LOG, SALES_LOG } from '../../events.ts';
import type { CommerceStore, Order, OrderPart } from '../../repository/index.ts';

/** What an event says of an order. */
export const factOf = ({ id, number, buyerId }: Order, at: Date) => ({
  ...{ orderId: id, number: number.toString(), buyerId, at: at.toISOString() },
});

/** What an event says of a seller's part of it. */
export const partFactOf = (order: Order, { id, sellerId }: OrderPart, at: Date) => ({
  ...{ ...factOf(order, at), partId: id, sellerId },
});

/** What appending to the logs of orders needs of a store that is bound to a transaction. */
export type OrderLogStore = Pick<CommerceStore, 'appendToLogs'>;

/** Appends a change to the log of an order, and a sale to those of its sellers: the last statement of its transaction. */
export const logOrder = (
  store: OrderLogStore,
  orderId: string,
  now: Date,
  sellerIds: readonly string[] = [],
): Promise<void> =>
  store.appendToLogs(
    [
      { log: ORDER_LOG.name, key: orderId, people: [], data: { orderId } },
      ...sellerIds.map((key) => ({ log: SALES_LOG.name, key, people: [], data: { orderId } })),
    ],
    now,
  );

/** Signals those who follow an order or its sellers, and the work that the change has added. Call it after the commit. */
export async function signalOrder(
  { streams, signals }: { readonly streams: Pick<Streams, 'announce'>; readonly signals: Pick<Signals, 'notify'> },
  orderId: string,
  sellerIds: readonly string[] = [],
): Promise<void> {
  await Promise.all([
    streams.announce(ORDER_LOG, orderId),
    ...sellerIds.map((sellerId) => streams.announce(SALES_LOG, sellerId)),
    notifyWork(signals, 'commerce'),
  ]);
}
