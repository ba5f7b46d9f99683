import { z } from 'zod';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  parseInput,
  text,
} from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceStore, OrderPart, OrderReturn } from '../../repository/index.ts';
import { logOrder, signalOrder } from '../orders/announce-order.ts';
import { beginRefund, type LockedOrder } from '../orders/begin-refund.ts';
import type { OrderNeeds } from '../orders/fulfill-order.ts';
import { idInput } from '../orders/order-input.ts';
import { type AmountTooLarge, amountTooLarge, type InvalidState, invalidState } from '../orders/order-refusals.ts';
import { payoutSaga } from '../orders/payout-saga.ts';
import { planRefund } from '../orders/plan-refund.ts';
import { announceStock } from '../stock/announce-stock.ts';

const INPUT = z.object({ returnId: idInput, note: text('A note', { max: 500 }).nullish() });
const RECEIPT = INPUT.extend({ restock: z.boolean().nullish() });

type Refusal = InvalidInput | NotFound | InvalidState | AmountTooLarge;
type Decided = Result<{ readonly returnId: string; readonly orderId: string }, Refusal>;

/** A return whose order is locked, with the part that it is of. */
interface Locked {
  readonly store: CommerceStore;
  readonly whole: LockedOrder;
  readonly part: OrderPart;
  readonly found: OrderReturn;
  readonly now: Date;
}

/** Runs a decision of the seller about a return that is in one of some states. */
async function decide(
  needs: OrderNeeds,
  returnId: string,
  allowed: readonly OrderReturn['state'][],
  decision: (locked: Locked) => Promise<Decided>,
): Promise<Decided> {
  const viewerId = viewerOf(needs.caller);
  const now = needs.now();
  let variantIds: readonly string[] = [];
  const result = await needs.repository.transaction(async (store): Promise<Decided> => {
    const [seen] = await store.visibleReturns(viewerId, [returnId]);
    if (seen != null) await store.wakeSaga(payoutSaga, seen.partId, now);
    const whole = seen == null ? null : await store.lockWholeOrder(seen.orderId);
    const found = await store.lockReturn(returnId);
    const part = whole?.parts.find(({ id, sellerId }) => id === found?.partId && sellerId === viewerId);
    if (whole == null || found === null || part === undefined)
      return notFound('There is no such return to you.', 'returnId');
    if (!allowed.includes(found.state))
      return invalidState('This return is decided already.', found.state, allowed, 'returnId');
    const decided = await decision({ store, whole, part, found, now });
    variantIds = whole.lines.map(({ variantId }) => variantId);
    if (decided.ok) await logOrder(store, found.orderId, now);
    return decided;
  });
  if (result.ok)
    await Promise.all([signalOrder(needs, result.value.orderId), announceStock(needs.signals, variantIds)]);
  return result;
}

/** Has the buyer send the things back. */
export async function approveReturn(needs: OrderNeeds, raw: unknown): Promise<Decided> {
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { returnId, note = null } = parsed.value;
  return decide(needs, returnId, ['REQUESTED'], async ({ store, found: { orderId, partId }, now }) => {
    await store.updateReturn(returnId, { state: 'APPROVED', note }, now);
    await store.addOrderEvents([{ orderId, partId, kind: 'RETURN_APPROVED' }], now);
    return done({ returnId, orderId });
  });
}

/** Does not take the things back; the seller is paid in time. */
export async function rejectReturn(needs: OrderNeeds, raw: unknown): Promise<Decided> {
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { returnId, note = null } = parsed.value;
  return decide(needs, returnId, ['REQUESTED', 'APPROVED'], async ({ store, found: { orderId, partId }, now }) => {
    await store.updateReturn(returnId, { state: 'REJECTED', note }, now);
    await store.addOrderEvents([{ orderId, partId, kind: 'RETURN_REJECTED' }], now);
    return done({ returnId, orderId });
  });
}

/** Records that the things are back: their money goes to the buyer, and they go into the stock unless that is not wanted. */
export async function receiveReturn(needs: OrderNeeds, raw: unknown): Promise<Decided> {
  const parsed = parseInput(RECEIPT, raw);
  if (!parsed.ok) return parsed;
  const { returnId, note = null, restock } = parsed.value;
  return decide(
    needs,
    returnId,
    ['REQUESTED', 'APPROVED'],
    async ({ store, whole, part, found, now }): Promise<Decided> => {
      const { orderId, partId, lines } = found;
      const claims = lines.map((units) => ({ ...units, amount: null }));
      const plan = planRefund(part, whole.lines, claims, restock ?? true);
      const left = { amount: part.total - part.refundTotal, currency: part.currency };
      if ('tooLarge' in plan || plan.amount > left.amount)
        return amountTooLarge('There is not so much left to refund.', left, 'returnId');
      const refundId =
        plan.amount === 0n
          ? null
          : await beginRefund(store, whole, part, plan, { kind: 'RETURN', reason: found.reason }, now);
      await store.updateReturn(returnId, { state: 'RECEIVED', note, refundId }, now);
      await store.addOrderEvents([{ orderId, partId, kind: 'RETURN_RECEIVED' }], now);
      return done({ returnId, orderId });
    },
  );
}
