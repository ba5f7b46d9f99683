import type { CallDomain } from '../../../../runtime/subgraph/host.ts';
import type { CommerceStore, Order } from '../../repository/index.ts';
import type { MoneyOutcome } from './money-calls.ts';
import { fundOrder } from './order-money.ts';

/** States of a payment that no longer succeeds. */
const FAILED_PAYMENTS: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED', 'EXPIRED']);

/** Has the money of an order reserved or charged; null when that is recorded already, or there is nothing to pay. */
export const askForFunds = async (ask: CallDomain, order: Order): Promise<MoneyOutcome | null> =>
  order.total === 0n || order.holdId !== null || order.paymentId !== null || order.failureCode !== null
    ? null
    : fundOrder(ask, order);

/**
 * Records what wallet or payments has said of the money of an order; the caller has locked the order. A hold is money that is
 * there. Of a payment only an event says that, since wallet hears of it in the same way.
 */
export async function noteFunds(
  store: Pick<CommerceStore, 'noteFunding'>,
  { id, payWith, total }: Order,
  outcome: MoneyOutcome | null,
  now: Date,
): Promise<void> {
  if (total === 0n) return store.noteFunding(id, { fundedAt: now });
  if (outcome === null) return;
  if ('refusal' in outcome) {
    const available = outcome.refusal === 'InsufficientFunds' ? BigInt(outcome.detail ?? '0') : null;
    return store.noteFunding(id, { failureCode: outcome.refusal, available });
  }
  if (payWith === 'WALLET') return store.noteFunding(id, { holdId: outcome.id, fundedAt: now });
  const hasFailed = FAILED_PAYMENTS.has(outcome.state ?? '');
  return store.noteFunding(id, { paymentId: outcome.id, ...(hasFailed && { failureCode: 'PaymentDeclined' }) });
}
