import type { CallDomain } from '../../../../runtime/subgraph/host.ts';
import type { Order } from '../../repository/index.ts';
import { callMoney, type MoneyOutcome } from './money-calls.ts';

/** The kind of reference by which wallet and payments know an order. */
export const ORDER_REFERENCE = 'order';

/** Holds outlast every delay of a step that is not an outage of days. */
const HOLD_MS = 7 * 24 * 60 * 60 * 1_000;

const ESCROW_PARTY = { system: 'ESCROW:orders' } as const;

const referenceOf = (orderId: string) => ({ type: ORDER_REFERENCE, id: orderId });

/** The key of a step of an order: the same however often the step is repeated. */
export const keyOf = (orderId: string, step: string): string => `${orderId}:${step}`;

/** Reserves the money of an order in the wallet of its buyer, or has payments charge them. */
export async function fundOrder(ask: CallDomain, order: Order): Promise<MoneyOutcome> {
  const { id, buyerId, total, currency, placedAt } = order;
  if (buyerId === null) return { refusal: 'AccountClosed', detail: null };
  const [amount, key] = [{ amount: total.toString(), currency }, keyOf(id, 'FUNDING')];
  const input = { userId: buyerId, amount, reference: referenceOf(id), key };
  if (order.payWith === 'WALLET') {
    const expiresAt = new Date(placedAt.getTime() + HOLD_MS).toISOString();
    return callMoney(ask, 'holdFunds', { ...input, expiresAt });
  }
  const { paymentMethodId, returnUrl } = order;
  return callMoney(ask, 'createPaymentFor', {
    ...input,
    paymentMethodId,
    returnUrl,
    description: `Order ${order.number}`,
  });
}

/** Brings what is reserved or charged into escrow. */
export async function captureOrder(ask: CallDomain, order: Order): Promise<MoneyOutcome> {
  const key = keyOf(order.id, 'CAPTURING');
  if (order.holdId !== null) return callMoney(ask, 'captureFunds', { holdId: order.holdId, to: ESCROW_PARTY, key });
  if (order.paymentId === null) throw new Error(`The order ${order.id} has neither a hold nor a payment.`);
  return callMoney(ask, 'bookPayment', { paymentId: order.paymentId, to: ESCROW_PARTY, key });
}

/** Releases what is reserved, or cancels the payment; null where there is neither. A refusal is final for its attempt. */
export async function releaseOrder(ask: CallDomain, order: Order, attempt: number): Promise<MoneyOutcome | null> {
  const key = keyOf(order.id, attempt === 0 ? 'RELEASING' : `RELEASING:${attempt}`);
  if (order.holdId !== null) return callMoney(ask, 'releaseFunds', { holdId: order.holdId, key });
  if (order.paymentId === null) return null;
  return callMoney(ask, 'cancelPaymentFor', { reference: referenceOf(order.id), key });
}
