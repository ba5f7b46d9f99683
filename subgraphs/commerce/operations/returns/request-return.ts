import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { returnRequested } from '../../events.ts';
import type { OrderLine } from '../../repository/index.ts';
import { logOrder, partFactOf, signalOrder } from '../orders/announce-order.ts';
import type { OrderNeeds } from '../orders/fulfill-order.ts';
import { idInput, reasonInput, unitsInput } from '../orders/order-input.ts';
import { type InvalidState, invalidState } from '../orders/order-refusals.ts';

const INPUT = z.object({ orderId: idInput, lines: unitsInput, reason: reasonInput });

/** A buyer can ask for so long after something arrived. */
const RETURN_MS = 30 * 24 * 60 * 60 * 1_000;

const RETURNABLE = ['PARTIALLY_FULFILLED', 'FULFILLED', 'DELIVERED', 'COMPLETED', 'PARTIALLY_REFUNDED'];

type Returned = Result<{ readonly returnId: string }, InvalidInput | NotFound | InvalidState>;

/** Asks the seller of some lines to take them back. Until that is decided the seller is not paid for the part. */
export async function requestReturn(needs: OrderNeeds, raw: unknown): Promise<Returned> {
  const buyerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { orderId, lines: units, reason } = parsed.value;
  const now = needs.now();
  const result = await needs.repository.transaction(async (store): Promise<Returned> => {
    const whole = await store.lockWholeOrder(orderId);
    if (whole === null || whole.order.buyerId !== buyerId)
      return notFound('There is no such order of yours.', 'orderId');
    const lines = units.map(({ lineId }) => whole.lines.find(({ id }) => id === lineId));
    const part = whole.parts.find(({ id }) => id === lines[0]?.partId);
    if (part === undefined || lines.some((line) => line?.partId !== part.id))
      return notFound('Name lines of one seller of this order.', 'lines');
    if (
      !RETURNABLE.includes(part.state) ||
      (part.deliveredAt !== null && now.getTime() > part.deliveredAt.getTime() + RETURN_MS)
    )
      return invalidState('This cannot be returned.', part.state, RETURNABLE, 'orderId');
    if (await store.hasOpenReturn(part.id))
      return invalidState('A return of this part is under way.', 'RETURN_OPEN', RETURNABLE, 'orderId');
    if (units.some(({ lineId, quantity }) => quantity > returnableUnits(whole.lines, lineId)))
      return notFound('So many units of this line were not sent to you.', 'lines');
    const returnId = newId('rma', now);
    await store.addReturn({ id: returnId, orderId, partId: part.id, buyerId, reason, lines: units, createdAt: now });
    await store.addOrderEvents([{ orderId, partId: part.id, kind: 'RETURN_REQUESTED' }], now);
    await store.announce(returnRequested, { ...partFactOf(whole.order, part, now), returnId }, now);
    await logOrder(store, orderId, now);
    return done({ returnId });
  });
  if (result.ok) await signalOrder(needs, orderId);
  return result;
}

function returnableUnits(lines: readonly OrderLine[], lineId: string): number {
  const line = lines.find(({ id }) => id === lineId);
  return line === undefined ? 0 : Math.min(line.fulfilledQuantity, line.quantity - line.refundedQuantity);
}
