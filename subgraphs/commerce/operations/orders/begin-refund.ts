import { newId } from '../../../../runtime/operations/ids.ts';
import type { CommerceStore, Order, OrderLine, OrderPart, OrderRefund } from '../../repository/index.ts';
import { logOrder } from './announce-order.ts';
import { fulfilmentStateOf, stateOfOrder } from './order-states.ts';
import type { RefundPlan } from './plan-refund.ts';
import { refundSaga } from './refund-sagas.ts';
import { recoveryOf } from './refund-shares.ts';

/** An order with all that it consists of, which a transaction has locked. */
export interface LockedOrder {
  readonly order: Order;
  readonly parts: readonly OrderPart[];
  readonly lines: readonly OrderLine[];
}

/**
 * Begins a refund of a part whose order is locked: it counts at once, and a saga moves the money. Units that are not sent go
 * back to the stock for a cancellation. Returns the refund's id.
 */
export async function beginRefund(
  store: CommerceStore,
  whole: LockedOrder,
  part: OrderPart,
  plan: Exclude<RefundPlan, { readonly tooLarge: unknown }>,
  about: { readonly kind: OrderRefund['kind']; readonly reason: string | null },
  now: Date,
): Promise<string> {
  const { order, parts } = whole;
  const { amount, lines } = plan;
  const isPaidOut = part.payout === 'RELEASING' || part.payout === 'RELEASED';
  const recovered = isPaidOut
    ? recoveryOf(part.total, part.refundTotal, amount, part.feeBasisPoints)
    : { amount: 0n, fee: 0n };
  const refund = { id: newId('orf', now), orderId: order.id, partId: part.id, amount, lines, createdAt: now, ...about };
  await store.addRefund({ ...refund, fromSeller: recovered.amount, fromFees: recovered.fee });
  const restocked = lines.flatMap(({ lineId, restocked: quantity }) => (quantity > 0 ? [{ lineId, quantity }] : []));
  const isUnsent = part.state === 'CONFIRMED' || about.kind === 'CANCELLATION';
  await store.restock(order.id, restocked, isUnsent ? 'CANCELLATION' : 'RETURN', now);
  await store.beginSaga(refundSaga, { subject: refund.id, data: {} }, now);
  const changed = partAfter(part, whole.lines, refund);
  await store.updatePart(part.id, { state: changed.state, payout: changed.payout });
  const states = parts.map((one) => (one.id === part.id ? { ...one, state: changed.state } : one));
  await store.updateOrder(order.id, { state: stateOfOrder(states) });
  const kind = about.kind === 'CANCELLATION' ? 'CANCELLED' : 'REFUND_STARTED';
  await store.addOrderEvents([{ orderId: order.id, partId: part.id, kind }], now);
  await logOrder(store, order.id, now);
  return refund.id;
}

/** Where a part stands with a refund that has begun. What is wholly given back needs no payout. */
function partAfter(
  part: OrderPart,
  lines: readonly OrderLine[],
  { kind, amount, lines: refunded }: Pick<OrderRefund, 'kind' | 'amount' | 'lines'>,
): Pick<OrderPart, 'state' | 'payout'> {
  const isWhole = part.refundTotal + amount >= part.total;
  const payout = isWhole && part.payout === 'HELD' ? 'NONE' : part.payout;
  if (isWhole && kind === 'CANCELLATION') return { state: 'CANCELLED', payout };
  if (part.state !== 'CONFIRMED' && part.state !== 'PARTIALLY_FULFILLED') return { state: part.state, payout };
  const progress = lines
    .filter(({ partId }) => partId === part.id)
    .map((line) => {
      const quantity = refunded.find(({ lineId }) => lineId === line.id)?.quantity ?? 0;
      return { ...line, refundedQuantity: line.refundedQuantity + quantity };
    });
  return { state: fulfilmentStateOf(progress), payout };
}
