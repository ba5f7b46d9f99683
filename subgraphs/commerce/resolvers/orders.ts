import type { LogEvent } from '../../../runtime/live/durable-log.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { signQuery } from '../../../runtime/signed-links/signed-query.ts';
import type { CommerceContext } from '../context.ts';
import type {
  InvoiceResolvers,
  OrderLineResolvers,
  OrderPartResolvers,
  OrderRefundResolvers,
  OrderResolvers,
  OrderReturnResolvers,
  QueryResolvers,
  SalesSumResolvers,
  SubscriptionResolvers,
} from '../generated.ts';
import { followOrder, followSales } from '../operations/orders/follow-orders.ts';
import { INVOICE_LINK_MS, INVOICE_PATH } from '../operations/orders/invoice-links.ts';
import { listOrders, listReturns, listSales, summarizeSales } from '../operations/orders/list-orders.ts';
import { nextStatesOf } from '../operations/orders/order-states.ts';
import { isBuyer, sumOf, visibleParts } from '../operations/orders/visible-parts.ts';
import { findRetainedOrders } from '../operations/people/find-retained-orders.ts';
import { totalsIn } from './cart.ts';

type OrderEntry = LogEvent<{ readonly orderId: string }>;

export const orderQueries: Pick<
  QueryResolvers,
  'order' | 'orders' | 'salesOrders' | 'salesOrdersCursor' | 'salesSummary' | 'returns' | 'retainedOrderRecords'
> = {
  order: (_, { id }, { orders }) => orders.load(id),
  orders: (_, query, context) => listOrders(context, query),
  salesOrders: (_, query, context) => listSales(context, query),
  async salesOrdersCursor(_, __, { caller, streams, repository: { salesLog } }) {
    const viewerId = viewerOf(caller);
    const { sequences } = await salesLog.heads([viewerId]);
    return streams.cursor(salesLog, viewerId, sequences.get(viewerId) ?? 0);
  },
  salesSummary: (_, period, context) => summarizeSales(context, period),
  returns: (_, query, context) => listReturns(context, query),
  retainedOrderRecords: (_, { userId, reason }, context) => findRetainedOrders(context, userId, reason),
};

/** The order is read again, with the listener's permission. */
const toEvent = async ({ cursor, resyncRequired, entry }: OrderEntry, _: unknown, { orders }: CommerceContext) => ({
  cursor,
  resyncRequired,
  order: entry === null ? null : await orders.load(entry.orderId),
});

export const orderSubscriptions: Pick<SubscriptionResolvers, 'orderStatusChanged' | 'salesOrderAdded'> = {
  orderStatusChanged: {
    subscribe: (_, { orderId, after }, context) => followOrder(context, orderId, after),
    resolve: toEvent,
  },
  salesOrderAdded: { subscribe: (_, { after }, context) => followSales(context, after), resolve: toEvent },
};

/** What the contract says of orders. */
export const orderEntities: {
  readonly Order: OrderResolvers;
  readonly OrderPart: OrderPartResolvers;
  readonly OrderLine: OrderLineResolvers;
  readonly OrderRefund: OrderRefundResolvers;
  readonly OrderReturn: OrderReturnResolvers;
  readonly Invoice: InvoiceResolvers;
  readonly SalesSum: SalesSumResolvers;
} = {
  Order: {
    __resolveReference: ({ id }, { orders }) => orders.load(id),
    number: ({ number }) => number.toString(),
    nextStates: ({ state }) => nextStatesOf(state),
    expiresAt: ({ state, fundsUntil, fundedAt }) => (state === 'PENDING' && fundedAt === null ? fundsUntil : null),
    buyer: ({ buyerId }) => (buyerId === null ? null : { id: buyerId }),
    async totals(order, _, context) {
      if (isBuyer(order, context)) return totalsIn(order.currency, order, order.refunded);
      const parts = await visibleParts(order, context);
      const sum = sumOf(parts);
      return totalsIn(
        order.currency,
        {
          ...{
            items: sum(({ items }) => items),
            shipping: sum(({ shipping }) => shipping),
            tax: sum(({ tax }) => tax),
          },
          ...{ discount: sum(({ discount }) => discount), total: sum(({ total }) => total) },
        },
        sum(({ refunded }) => refunded),
      );
    },
    async lines(order, _, context) {
      const ids = new Set((await visibleParts(order, context)).map(({ id }) => id));
      return (await context.linesOfOrders.load(order.id)).filter(({ partId }) => ids.has(partId));
    },
    parts: (order, _, context) => visibleParts(order, context),
    payWith: (order, _, context) => (isBuyer(order, context) ? order.payWith : null),
    payment: (order, _, context) =>
      isBuyer(order, context) && order.paymentId !== null ? { id: order.paymentId } : null,
    transaction: (order, _, context) =>
      isBuyer(order, context) && order.transactionId !== null ? { id: order.transactionId } : null,
    failureCode: (order, _, context) => (isBuyer(order, context) ? order.failureCode : null),
    async events(order, _, context) {
      const ids = new Set((await visibleParts(order, context)).map(({ id }) => id));
      const events = await context.eventsOfOrders.load(order.id);
      return events.filter(({ partId }) => partId === null || ids.has(partId));
    },
    cursor: async ({ id }, _, { orderHeads, streams, repository }) =>
      streams.cursor(repository.orderLog, id, await orderHeads.load(id)),
  },
  OrderPart: {
    order: ({ orderId }, _, { orders }) => orders.load(orderId),
    seller: ({ sellerId }) => (sellerId === null ? null : { id: sellerId }),
    nextStates: ({ state }) => nextStatesOf(state),
    lines: async ({ id, orderId }, _, { linesOfOrders }) =>
      (await linesOfOrders.load(orderId)).filter(({ partId }) => partId === id),
    totals: (part) => totalsIn(part.currency, part, part.refunded),
    fulfillments: ({ id }, _, { fulfillmentsOfParts }) => fulfillmentsOfParts.load(id),
    refunds: ({ id }, _, { refundsOfParts }) => refundsOfParts.load(id),
    payout: ({ sellerId, currency, payout, payoutAmount, payoutFee, releaseAt }, _, { viewerKey }) =>
      sellerId !== viewerKey
        ? null
        : {
            ...{ amount: { amount: payoutAmount, currency }, fee: { amount: payoutFee, currency } },
            ...{ state: payout, releaseAt },
          },
    invoice: async ({ id }, _, { invoicesOfParts }) => (await invoicesOfParts.load(id))[0] ?? null,
  },
  OrderLine: {
    variant: ({ variantId }, _, { variants }) => variants.load(variantId),
    unitPrice: ({ unitPrice, currency }) => ({ amount: unitPrice, currency }),
    discount: ({ discount, currency }) => ({ amount: discount, currency }),
    tax: ({ tax, currency }) => ({ amount: tax, currency }),
    total: ({ total, currency }) => ({ amount: total, currency }),
    refunded: ({ refundedAmount, currency }) => ({ amount: refundedAmount, currency }),
  },
  OrderRefund: { amount: ({ amount, currency }) => ({ amount, currency }) },
  OrderReturn: {
    order: ({ orderId }, _, { orders }) => orders.load(orderId),
    refund: ({ refundId }, _, { orderRefunds }) => (refundId === null ? null : orderRefunds.load(refundId)),
  },
  Invoice: {
    expiresAt: (_, __, { now }) => linkEnd(now()),
    url: ({ id }, _, { invoiceLinks, now, settings }) =>
      new URL(`${INVOICE_PATH.replace(':id', id)}?${signQuery(invoiceLinks, id, linkEnd(now()))}`, settings.publicUrl)
        .href,
  },
  SalesSum: {
    total: ({ total, currency }) => ({ amount: total, currency }),
    refunded: ({ refunded, currency }) => ({ amount: refunded, currency }),
    fees: ({ fees, currency }) => ({ amount: fees, currency }),
    paidOut: ({ paidOut, currency }) => ({ amount: paidOut, currency }),
  },
};

/** A link says whole minutes, so that pages of one minute have the same. */
const linkEnd = (now: Date): Date => new Date(Math.ceil((now.getTime() + INVOICE_LINK_MS) / 60_000) * 60_000);
