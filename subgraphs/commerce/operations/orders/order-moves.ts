import type { CallDomain } from '../../../../runtime/subgraph/host.ts';
import type { Order } from '../../repository/index.ts';
import { callMoney, type MoneyOutcome } from './money-calls.ts';
import { keyOf, ORDER_REFERENCE } from './order-money.ts';

/** Where the money of orders is kept until it is the sellers'. */
export const ESCROW = { system: 'ESCROW:orders' } as const;

const referenceOf = (orderId: string) => ({ type: ORDER_REFERENCE, id: orderId });

/** An amount of an order that goes back to the card, once for its step. */
export const refundToCard = (
  ask: CallDomain,
  { id, currency }: Pick<Order, 'id' | 'currency'>,
  amount: bigint,
  step: string,
): Promise<MoneyOutcome> =>
  callMoney(ask, 'refundPaymentFor', {
    ...{ reference: referenceOf(id), amount: { amount: amount.toString(), currency }, key: keyOf(id, step) },
  });

/** Who has money, or receives it. */
type LedgerParty = { readonly userId: string } | { readonly system: string };

/** Moves an amount of an order in the books, once for its step. */
export const moveOfOrder = (
  ask: CallDomain,
  { id, currency }: Pick<Order, 'id' | 'currency'>,
  { from, to, amount, step }: { from: LedgerParty; to: LedgerParty; amount: bigint; step: string },
): Promise<MoneyOutcome> =>
  callMoney(ask, 'moveFunds', {
    ...{ from, to, amount: { amount: amount.toString(), currency }, reference: referenceOf(id), key: keyOf(id, step) },
  });
