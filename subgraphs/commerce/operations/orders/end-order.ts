import { newId } from '../../../../runtime/operations/ids.ts';
import { orderCancelled, orderConfirmed, orderPlaced } from '../../events.ts';
import type { CommerceStore, Order, OrderLine, OrderPart } from '../../repository/index.ts';
import { factOf, logOrder, partFactOf } from './announce-order.ts';
import { payoutSaga } from './payout-saga.ts';
import { latePaymentSaga } from './refund-sagas.ts';

/** How an order ends that is not paid. */
type Ending = 'CANCELLED' | 'EXPIRED';

/** An order with all that it consists of, which a transaction has locked. */
interface WholeOrder {
  readonly order: Order;
  readonly parts: readonly OrderPart[];
  readonly lines: readonly OrderLine[];
}

const unitsOf = ({ id, quantity }: OrderLine) => ({ lineId: id, quantity });

const sellersOf = (parts: readonly OrderPart[]): string[] =>
  parts.flatMap(({ sellerId }) => (sellerId === null ? [] : [sellerId]));

/** The order whose saga a step belongs to, with its parts, until the transaction ends. */
export async function lockSubject(store: Pick<CommerceStore, 'lockWholeOrder'>, orderId: string) {
  const whole = await store.lockWholeOrder(orderId);
  if (whole === null) throw new Error(`There is no order ${orderId}.`);
  return whole;
}

/** Makes the stock of a funded order the buyer's. */
export async function confirmOrder(
  store: CommerceStore,
  { order }: Pick<WholeOrder, 'order'>,
  now: Date,
): Promise<void> {
  await store.sellReserved(order.id, now);
  await store.updateOrder(order.id, { state: 'CONFIRMED', stock: 'SOLD' });
  await store.setStateOfParts(order.id, 'CONFIRMED');
  await store.addOrderEvents([{ orderId: order.id, kind: 'CONFIRMED' }], now);
  const amount = { amount: order.total.toString(), currency: order.currency };
  await store.announce(orderConfirmed, { ...factOf(order, now), ...amount }, now);
  await logOrder(store, order.id, now);
}

/** Has the sellers of an order send it, whose money is in escrow: each part has an invoice and will be paid out. */
export async function startParts(
  store: CommerceStore,
  { order, parts }: WholeOrder,
  now: Date,
): Promise<readonly string[]> {
  const sellers = sellersOf(parts);
  await store.addOrderEvents([{ orderId: order.id, kind: 'PAID' }], now);
  // In the order of sellers, so that two orders of the same sellers do not wait for each other.
  const bySeller = parts.toSorted((one, other) => ((one.sellerId ?? '') < (other.sellerId ?? '') ? -1 : 1));
  for (const part of bySeller) {
    await store.addInvoice({ id: newId('inv', now), partId: part.id, sellerId: part.sellerId ?? '', issuedAt: now });
    await store.beginSaga(payoutSaga, { subject: part.id, data: {}, at: FAR_AWAY }, now);
    const amount = { amount: part.total.toString(), currency: order.currency };
    await store.announce(orderPlaced, { ...partFactOf(order, part, now), ...amount }, now);
  }
  await logOrder(store, order.id, now, sellers);
  return sellers;
}

/** A payout waits until it is woken: its time is known once everything is sent. */
const FAR_AWAY = new Date('2999-01-01T00:00:00.000Z');

/**
 * Ends an order that is not paid: its stock is free again, its voucher can be used again, and its lines are back in the cart of
 * the buyer. What was charged all the same goes back.
 */
export async function endOrder(
  store: CommerceStore,
  { order, parts, lines }: WholeOrder,
  ending: Ending,
  now: Date,
): Promise<void> {
  if (order.stock === 'RESERVED') await store.freeReserved(order.id, now);
  if (order.stock === 'SOLD') await store.restock(order.id, lines.map(unitsOf), 'CANCELLATION', now);
  if (order.voucherId !== null) await store.returnVoucher(order.voucherId);
  await store.restoreCart(order.id, now);
  await store.updateOrder(order.id, { state: ending, stock: 'FREED' });
  await store.setStateOfParts(order.id, ending);
  await store.addOrderEvents([{ orderId: order.id, kind: ending }], now);
  const userIds = order.buyerId === null || order.cancelledAt !== null ? [] : [order.buyerId];
  const sellerIds = order.stock === 'SOLD' ? sellersOf(parts) : [];
  await store.announce(orderCancelled, { ...factOf(order, now), partId: null, sellerIds, userIds }, now);
  if (isCharged(order)) await store.beginSaga(latePaymentSaga, { subject: order.id, data: {} }, now);
  await logOrder(store, order.id, now);
}

/** Whether the buyer's card is charged. */
const isCharged = ({ payWith, fundedAt, paymentId }: Order): boolean =>
  payWith === 'PAYMENT' && fundedAt !== null && paymentId !== null;
