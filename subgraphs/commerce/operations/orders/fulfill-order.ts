import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  parseInput,
  text,
} from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import { partFulfilled } from '../../events.ts';
import type { CommerceStore, LineUnits, OrderLine, OrderPart } from '../../repository/index.ts';
import { logOrder, partFactOf, signalOrder } from './announce-order.ts';
import type { LockedOrder } from './begin-refund.ts';
import { idInput, unitsInput } from './order-input.ts';
import { type InvalidState, invalidState } from './order-refusals.ts';
import { fulfilmentStateOf, stateOfOrder } from './order-states.ts';
import { payoutSaga } from './payout-saga.ts';

const INPUT = z.object({
  orderId: idInput,
  partId: idInput,
  lines: unitsInput.nullish(),
  carrier: text('A carrier', { max: 60, singleLine: true }).nullish(),
  trackingNumber: text('A tracking number', { max: 80, singleLine: true }).nullish(),
  trackingUrl: z
    .url({ protocol: /^https?$/, error: 'The address begins with https:// or http://.' })
    .max(2_000)
    .nullish(),
});

const DELIVERY = z.object({ orderId: idInput, partId: idInput.nullish() });

/** The buyer has so long to say that something did not arrive. */
export const PAYOUT_DELAY_MS = 7 * 24 * 60 * 60 * 1_000;

/** A business refusal of fulfilment. */
type Refusal = InvalidInput | NotFound | InvalidState;

/** The caller, and a store in which orders are locked. */
export type OrderNeeds = Pick<CommerceContext, 'caller' | 'now' | 'streams' | 'signals'> & {
  readonly repository: Pick<CommerceContext['repository'], 'transaction'>;
};

type Changed = Promise<Result<{ readonly orderId: string }, Refusal>>;

/** Records that the seller has sent units of their part; all that is left of it where no lines are named. */
export async function fulfillOrder(needs: OrderNeeds, raw: unknown): Changed {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { orderId, partId, lines: units, ...tracking } = parsed.value;
  const now = needs.now();
  const result = await needs.repository.transaction(async (store): Changed => {
    // Steps of a payout lock their saga before the order, too.
    await store.wakeSaga(payoutSaga, partId, now);
    const whole = await store.lockWholeOrder(orderId);
    const part = whole?.parts.find((one) => one.id === partId && one.sellerId === viewerId);
    if (whole == null || part === undefined || whole.order.stock !== 'SOLD')
      return notFound('There is no such part of an order that you sell.', 'partId');
    if (whole.order.paidAt === null || (part.state !== 'CONFIRMED' && part.state !== 'PARTIALLY_FULFILLED'))
      return invalidState(
        'Nothing of this part remains to be sent.',
        part.state,
        ['CONFIRMED', 'PARTIALLY_FULFILLED'],
        'partId',
      );
    const lines = whole.lines.filter((line) => line.partId === partId);
    const sent = units ?? lines.flatMap(unsentOf);
    const wrong = sent.find(({ lineId, quantity }) => quantity > (unsentIn(lines, lineId) ?? 0));
    if (wrong !== undefined) return notFound('So many units of this line do not remain to be sent.', 'lines');
    await sendUnits(store, whole, part, sent, tracking, now);
    return done({ orderId });
  });
  if (result.ok) await signalOrder(needs, orderId);
  return result;
}

const unsentUnits = ({ quantity, fulfilledQuantity, refundedQuantity }: OrderLine): number =>
  Math.max(0, quantity - fulfilledQuantity - refundedQuantity);

const unsentOf = (line: OrderLine): LineUnits[] =>
  unsentUnits(line) === 0 ? [] : [{ lineId: line.id, quantity: unsentUnits(line) }];

const unsentIn = (lines: readonly OrderLine[], lineId: string): number | null => {
  const line = lines.find(({ id }) => id === lineId);
  return line === undefined ? null : unsentUnits(line);
};

interface Tracking {
  readonly carrier?: string | null | undefined;
  readonly trackingNumber?: string | null | undefined;
  readonly trackingUrl?: string | null | undefined;
}

async function sendUnits(
  store: CommerceStore,
  { order, parts, lines }: LockedOrder,
  part: OrderPart,
  sent: readonly LineUnits[],
  { carrier = null, trackingNumber = null, trackingUrl = null }: Tracking,
  now: Date,
): Promise<void> {
  const id = newId('ful', now);
  await store.addFulfillment({
    id,
    partId: part.id,
    carrier,
    trackingNumber,
    trackingUrl,
    lines: sent,
    createdAt: now,
  });
  await store.addFulfilled(sent);
  const state = fulfilmentStateOf(
    lines
      .filter(({ partId }) => partId === part.id)
      .map((line) => ({
        ...line,
        fulfilledQuantity: line.fulfilledQuantity + (sent.find(({ lineId }) => lineId === line.id)?.quantity ?? 0),
      })),
  );
  const isSent = state === 'FULFILLED';
  await store.updatePart(part.id, { state, ...(isSent && { releaseAt: new Date(now.getTime() + PAYOUT_DELAY_MS) }) });
  await store.updateOrder(order.id, {
    state: stateOfOrder(parts.map((one) => (one.id === part.id ? { ...one, state } : one))),
  });
  await store.addOrderEvents([{ orderId: order.id, partId: part.id, kind: 'FULFILLED' }], now);
  await store.announce(partFulfilled, { ...partFactOf(order, part, now), fulfillmentId: id }, now);
  await logOrder(store, order.id, now);
}

/** Records that a part has arrived, or everything that was sent: then its seller is paid. */
export async function confirmDelivery(needs: OrderNeeds, raw: unknown): Changed {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(DELIVERY, raw);
  if (!parsed.ok) return parsed;
  const { orderId, partId } = parsed.value;
  const now = needs.now();
  const result = await needs.repository.transaction(async (store): Changed => {
    const [parts = []] = await store.partsOfOrders([orderId]);
    for (const { id } of parts) if (partId == null || id === partId) await store.wakeSaga(payoutSaga, id, now);
    const whole = await store.lockWholeOrder(orderId);
    if (whole === null || whole.order.buyerId !== viewerId)
      return notFound('There is no such order of yours.', 'orderId');
    const named = whole.parts.filter(({ id }) => partId == null || id === partId);
    if (named.length === 0) return notFound('There is no such part of this order.', 'partId');
    const arrived = named.filter(({ state }) => state === 'FULFILLED');
    if (arrived.length === 0)
      return invalidState('Nothing is on its way.', named[0]?.state ?? whole.order.state, ['FULFILLED'], 'orderId');
    await deliver(store, whole, arrived, now);
    return done({ orderId });
  });
  if (result.ok) await signalOrder(needs, orderId);
  return result;
}

async function deliver(
  store: CommerceStore,
  { order, parts }: LockedOrder,
  arrived: readonly OrderPart[],
  now: Date,
): Promise<void> {
  for (const { id } of arrived) {
    await store.updatePart(id, { state: 'DELIVERED', deliveredAt: now, releaseAt: now });
  }
  const ids = new Set(arrived.map(({ id }) => id));
  await store.updateOrder(order.id, {
    state: stateOfOrder(parts.map((one) => (ids.has(one.id) ? { ...one, state: 'DELIVERED' as const } : one))),
  });
  await store.addOrderEvents(
    arrived.map(({ id }) => ({ orderId: order.id, partId: id, kind: 'DELIVERED' })),
    now,
  );
  await logOrder(store, order.id, now);
}
