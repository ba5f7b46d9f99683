import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { orderCancelled } from '../../events.ts';
import type { CommerceStore, OrderPart } from '../../repository/index.ts';
import { announceStock } from '../stock/announce-stock.ts';
import { factOf, logOrder, signalOrder } from './announce-order.ts';
import { beginRefund, type LockedOrder } from './begin-refund.ts';
import type { OrderNeeds } from './fulfill-order.ts';
import { idInput, reasonInput } from './order-input.ts';
import { type InvalidState, invalidState, roleIn } from './order-refusals.ts';
import { orderSaga } from './order-saga.ts';
import { planRefund, restOfPart } from './plan-refund.ts';

const INPUT = z.object({ orderId: idInput, partId: idInput.nullish(), reason: reasonInput.nullish() });

type Refusal = InvalidInput | NotFound | InvalidState | RefusalOf<'NotPermitted'>;

/**
 * Cancels an order before it is paid, or parts of it before anything of them is sent: their money goes back. Buyers may cancel
 * all, sellers their own part.
 */
export async function cancelOrder(
  needs: OrderNeeds,
  raw: unknown,
): Promise<Result<{ readonly orderId: string }, Refusal>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { orderId, partId, reason = null } = parsed.value;
  const now = needs.now();
  let variantIds: readonly string[] = [];
  const result = await needs.repository.transaction(async (store): Promise<Result<{ orderId: string }, Refusal>> => {
    await store.wakeSaga(orderSaga, orderId, now);
    const whole = await store.lockWholeOrder(orderId);
    const role = whole === null ? null : roleIn(whole, viewerId);
    if (whole === null || role === null) return notFound('There is no such order of yours.', 'orderId');
    const { order, parts } = whole;
    if (order.state === 'PENDING') {
      await store.updateOrder(orderId, { cancelledAt: now });
      await logOrder(store, orderId, now);
      return done({ orderId });
    }
    const mine = role.kind === 'SELLER' ? [role.part] : parts;
    const named = mine.filter(({ id }) => partId == null || id === partId);
    if (named.length === 0) return notFound('There is no such part of yours in this order.', 'partId');
    const open = named.filter(({ state }) => state === 'CONFIRMED');
    if (open.length === 0 || order.paidAt === null)
      return invalidState(
        order.paidAt === null
          ? 'The payment is being completed. Try again in a moment.'
          : 'This cannot be cancelled any more.',
        named[0]?.state ?? order.state,
        ['PENDING', 'CONFIRMED'],
        'orderId',
      );
    await cancelParts(store, whole, open, { viewerId, reason }, now);
    variantIds = whole.lines.map(({ variantId }) => variantId);
    return done({ orderId });
  });
  if (result.ok) await Promise.all([signalOrder(needs, orderId), announceStock(needs.signals, variantIds)]);
  return result;
}

async function cancelParts(
  store: CommerceStore,
  whole: LockedOrder,
  parts: readonly OrderPart[],
  { viewerId, reason }: { readonly viewerId: string; readonly reason: string | null },
  now: Date,
): Promise<void> {
  for (const { id } of parts) {
    // Each sees what the one before has left.
    const current = await store.lockWholeOrder(whole.order.id);
    const part = current?.parts.find((one) => one.id === id);
    if (current === null || part === undefined) throw new Error(`There is no part ${id}.`);
    const left = part.total - part.refundTotal;
    const plan = planRefund(part, current.lines, restOfPart(current.lines, id), true);
    if ('tooLarge' in plan) throw new Error(`The part ${id} cannot give back what is left of it.`);
    if (left > 0n)
      await beginRefund(store, current, part, { ...plan, amount: left }, { kind: 'CANCELLATION', reason }, now);
    else await store.updatePart(id, { state: 'CANCELLED', payout: 'NONE' });
  }
  const sellerIds = parts.flatMap(({ sellerId }) => (sellerId === null ? [] : [sellerId]));
  const people = [...(whole.order.buyerId === null ? [] : [whole.order.buyerId]), ...sellerIds];
  const userIds = people.filter((id) => id !== viewerId);
  const [only] = parts.length === 1 ? parts : [];
  await store.announce(
    orderCancelled,
    { ...factOf(whole.order, now), partId: only?.id ?? null, sellerIds, userIds },
    now,
  );
}
