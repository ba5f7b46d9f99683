import { handleSaga, type StepOutcome, step } from '../../../../runtime/sagas/handle-saga.ts';
import type { WorkHandler } from '../../../../runtime/work/work-handler.ts';
import { orderPartClosed, orderRefunded } from '../../events.ts';
import type { CommerceStore, Order, OrderPart, OrderRefund } from '../../repository/index.ts';
import { logOrder, partFactOf, signalOrder } from './announce-order.ts';
import { lockSubject } from './end-order.ts';
import type { MoneyOutcome } from './money-calls.ts';
import { ESCROW, moveOfOrder, refundToCard } from './order-moves.ts';
import { stateOfOrder } from './order-states.ts';
import { type RefundSagaData, type RefundSagaState, refundSaga } from './refund-sagas.ts';
import type { SagaNeeds } from './run-order-saga.ts';

type Outcome = StepOutcome<RefundSagaState, RefundSagaData>;

/** What the sagas of refunds run on. */
export interface RefundNeeds extends Omit<SagaNeeds, 'repository'> {
  readonly repository: {
    findOrder(id: string): PromiseLike<Order | null>;
    findRefund(id: string): Promise<OrderRefund | null>;
    partsByIds(ids: readonly string[]): Promise<(OrderPart | null)[]>;
  };
}

/** How long it waits for a payout that is under way. */
const RETRY_MS = 1_000;
/** An event wakes who waits for the provider of the card. */
const WAIT_MS = 30 * 24 * 60 * 60 * 1_000;

/** What a refund is about. */
interface Subject {
  readonly refund: OrderRefund;
  readonly order: Order;
  readonly part: OrderPart;
}

/**
 * The steps of a refund. What was paid out comes back first, so that the escrow never pays with the money of other orders; a seller
 * who has it no longer makes the refund fail. Then the money goes to where it came from, or to the wallet of the buyer when the
 * card does not take it.
 */
export function runRefundSaga(needs: RefundNeeds): WorkHandler<CommerceStore> {
  const subjectOf = async (id: string): Promise<Subject> => {
    const refund = await needs.repository.findRefund(id);
    const order = refund === null ? null : await needs.repository.findOrder(refund.orderId);
    const [part = null] = refund === null ? [] : await needs.repository.partsByIds([refund.partId]);
    if (refund === null || order === null || part === null) throw new Error(`There is no refund ${id}.`);
    return { refund, order, part };
  };
  const settling = async (store: CommerceStore, id: string): Promise<Outcome> => {
    const orderId = await settleRefund(store, id, needs.now());
    return { next: 'ENDED', afterCommit: () => signalOrder(needs, orderId) };
  };
  const later = (ms: number): Date => new Date(needs.now().getTime() + ms);
  return handleSaga(refundSaga, {
    now: needs.now,
    states: {
      RECOVERING: step<CommerceStore, RefundSagaState, RefundSagaData, MoneyOutcome | 'PAYING' | null>({
        async call({ subject }) {
          const { refund, order, part } = await subjectOf(subject);
          if (part.payout === 'RELEASING') return 'PAYING';
          if (refund.fromSeller === 0n || part.sellerId === null) return null;
          return moveOfOrder(needs.ask, order, {
            ...{
              from: { userId: part.sellerId },
              to: ESCROW,
              amount: refund.fromSeller,
              step: `RECOVERING:${subject}`,
            },
          });
        },
        async run(store, { subject }, _sql, recovered): Promise<Outcome> {
          if (recovered === 'PAYING') return { retryAt: later(RETRY_MS) };
          if (recovered === null || !('refusal' in recovered)) return { next: 'RECOVERING_FEE' };
          const orderId = await failRefund(store, subject, recovered.refusal, needs.now());
          return { next: 'ENDED', afterCommit: () => signalOrder(needs, orderId) };
        },
      }),
      RECOVERING_FEE: step<CommerceStore, RefundSagaState, RefundSagaData, MoneyOutcome | null>({
        async call({ subject }) {
          const { refund, order } = await subjectOf(subject);
          if (refund.fromFees === 0n) return null;
          return moveOfOrder(needs.ask, order, {
            ...{ from: { system: 'FEES' }, to: ESCROW, amount: refund.fromFees, step: `RECOVERING_FEE:${subject}` },
          });
        },
        async run(_store, { subject }, _sql, recovered): Promise<Outcome> {
          requireMoved(recovered, subject);
          return { next: 'RETURNING' };
        },
      }),
      RETURNING: step<CommerceStore, RefundSagaState, RefundSagaData, MoneyOutcome | 'TO_WALLET'>({
        async call({ subject }) {
          const { refund, order } = await subjectOf(subject);
          if (order.payWith === 'WALLET') return 'TO_WALLET';
          return refundToCard(needs.ask, order, refund.amount, `RETURNING:${subject}`);
        },
        async run(_store, _saga, _sql, returned): Promise<Outcome> {
          if (returned === 'TO_WALLET' || 'refusal' in returned) return { next: 'CREDITING' };
          return { next: 'WAITING', data: { refundId: returned.id } };
        },
      }),
      WAITING: step<CommerceStore, RefundSagaState, RefundSagaData, undefined>({
        async run(store, { subject, data }): Promise<Outcome> {
          const result = await store.cardRefundResult(data.refundId ?? '');
          if (result === 'FAILED') return { next: 'CREDITING' };
          return result === 'SUCCEEDED' ? settling(store, subject) : { retryAt: later(WAIT_MS) };
        },
      }),
      CREDITING: step<CommerceStore, RefundSagaState, RefundSagaData, MoneyOutcome>({
        async call({ subject }) {
          const { refund, order } = await subjectOf(subject);
          const to = order.buyerId === null ? { system: 'ESCROW:unclaimed' } : { userId: order.buyerId };
          return moveOfOrder(needs.ask, order, {
            from: ESCROW,
            to,
            amount: refund.amount,
            step: `CREDITING:${subject}`,
          });
        },
        async run(store, { subject }, _sql, credited): Promise<Outcome> {
          requireMoved(credited, subject);
          return settling(store, subject);
        },
      }),
      ENDED: null,
    },
  });
}

/** @throws when wallet refuses what cannot be refused, so that the step is repeated and somebody looks at it. */
function requireMoved(moved: MoneyOutcome | null, refundId: string): void {
  if (moved !== null && 'refusal' in moved) throw new Error(`The refund ${refundId} was refused: ${moved.refusal}.`);
}

/** Records that a refund has reached the buyer. Returns the id of the order. */
async function settleRefund(store: CommerceStore, refundId: string, now: Date): Promise<string> {
  const refund = await store.findRefund(refundId);
  if (refund === null) throw new Error(`There is no refund ${refundId}.`);
  await store.lockOrder(refund.orderId);
  if (!(await store.completeRefund(refund, now))) return refund.orderId;
  const { order, parts } = await lockSubject(store, refund.orderId);
  const part = parts.find(({ id }) => id === refund.partId);
  if (part === undefined) throw new Error(`The refund ${refundId} is of no part.`);
  const state = stateAfterRefund(part);
  await store.updatePart(part.id, { state });
  await store.updateOrder(order.id, {
    state: stateOfOrder(parts.map((one) => (one.id === part.id ? { ...one, state } : one))),
  });
  await store.addOrderEvents([{ orderId: order.id, partId: part.id, kind: 'REFUNDED' }], now);
  const amount = { amount: refund.amount.toString(), currency: order.currency };
  await store.announce(orderRefunded, { ...partFactOf(order, part, now), ...amount }, now);
  if (part.payout === 'NONE') await store.announce(orderPartClosed, partFactOf(order, part, now), now);
  await logOrder(store, order.id, now);
  return order.id;
}

/** Where a part stands of which money has gone back. */
function stateAfterRefund(part: OrderPart): OrderPart['state'] {
  if (part.state === 'CANCELLED') return 'CANCELLED';
  if (part.refunded >= part.total) return 'REFUNDED';
  return part.state === 'DELIVERED' || part.state === 'COMPLETED' ? 'PARTIALLY_REFUNDED' : part.state;
}

async function failRefund(store: CommerceStore, refundId: string, failure: string, now: Date): Promise<string> {
  const refund = await store.findRefund(refundId);
  if (refund === null) throw new Error(`There is no refund ${refundId}.`);
  await store.lockOrder(refund.orderId);
  await store.dropRefund(refund, failure, now);
  const { orderId, partId } = refund;
  await store.addOrderEvents([{ orderId, partId, kind: 'REFUND_FAILED' }], now);
  await logOrder(store, orderId, now);
  return orderId;
}
