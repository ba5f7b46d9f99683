import type { Streams } from '../../../../runtime/live/durable-log.ts';
import type { Signals } from '../../../../runtime/live/signals.ts';
import { handleSaga, type StepOutcome, step } from '../../../../runtime/sagas/handle-saga.ts';
import type { CallDomain } from '../../../../runtime/subgraph/host.ts';
import type { WorkHandler } from '../../../../runtime/work/work-handler.ts';
import type { CommerceStore, Order, OrderLine } from '../../repository/index.ts';
import { announceStock } from '../stock/announce-stock.ts';
import { signalOrder } from './announce-order.ts';
import { confirmOrder, endOrder, lockSubject, startParts } from './end-order.ts';
import { askForFunds, noteFunds } from './fund-order.ts';
import type { MoneyOutcome } from './money-calls.ts';
import { captureOrder, releaseOrder } from './order-money.ts';
import { type OrderSagaData, type OrderSagaState, orderSaga } from './order-saga.ts';

/** What the sagas of orders run on. */
export interface SagaNeeds {
  readonly ask: CallDomain;
  readonly now: () => Date;
  readonly streams: Pick<Streams, 'announce'>;
  readonly signals: Pick<Signals, 'notify'>;
  readonly repository: { findOrder(id: string): PromiseLike<Order | null> };
  readonly reportError: (error: unknown, message: string) => void;
}

type Outcome = StepOutcome<OrderSagaState, OrderSagaData>;

/** How long a step waits that cannot go on yet. */
const RETRY_MS = 5_000;

/**
 * The steps of the saga of an order. Money is reserved before stock is sold, and captured after; when an answer is not known
 * the step is repeated under its key. Refusals give back what was reserved.
 */
export function runOrderSaga(needs: SagaNeeds): WorkHandler<CommerceStore> {
  const orderOf = async (id: string): Promise<Order> => {
    const order = await needs.repository.findOrder(id);
    if (order === null) throw new Error(`There is no order ${id}.`);
    return order;
  };
  const signalling = (orderId: string, sellerIds: readonly string[]) => ({
    afterCommit: () => signalOrder(needs, orderId, sellerIds),
  });
  /** As `signalling`, for a step that has changed the stock of lines. */
  const signallingStock = (orderId: string, lines: readonly Pick<OrderLine, 'variantId'>[]) => ({
    afterCommit: async () => {
      const variantIds = lines.map(({ variantId }) => variantId);
      await Promise.all([signalOrder(needs, orderId), announceStock(needs.signals, variantIds)]);
    },
  });
  const ending = (state: 'CANCELLED' | 'EXPIRED') =>
    step<CommerceStore, OrderSagaState, OrderSagaData, MoneyOutcome | null>({
      call: async ({ subject, data }) => releaseOrder(needs.ask, await orderOf(subject), data.releases ?? 0),
      async run(store, { subject, state: current, data }, _sql, released): Promise<Outcome> {
        const whole = await lockSubject(store, subject);
        const at = needs.now();
        // The provider is at work on it: what becomes of it decides what there is to give back.
        if (isBusy(released) && whole.order.fundedAt === null)
          return {
            ...{ next: current, data: { releases: (data.releases ?? 0) + 1 } },
            at: new Date(at.getTime() + RETRY_MS),
          };
        await endOrder(store, whole, state, at);
        return { next: 'ENDED', ...signallingStock(subject, whole.lines) };
      },
    });
  return handleSaga(orderSaga, {
    now: needs.now,
    states: {
      PLACED: step({ run: async (): Promise<Outcome> => ({ next: 'FUNDING' }) }),
      FUNDING: step<CommerceStore, OrderSagaState, OrderSagaData, MoneyOutcome | null>({
        call: async ({ subject }) => askForFunds(needs.ask, await orderOf(subject)),
        async run(store, { subject }, _sql, outcome): Promise<Outcome> {
          const { order } = await lockSubject(store, subject);
          await noteFunds(store, order, outcome, needs.now());
          const funded = await store.lockOrder(subject);
          return funded === null ? { next: 'ENDED' } : afterFunding(funded, needs.now());
        },
      }),
      FUNDED: step({
        async run(store: CommerceStore, { subject }): Promise<Outcome> {
          const whole = await lockSubject(store, subject);
          await confirmOrder(store, whole, needs.now());
          return { next: 'CAPTURING', ...signallingStock(subject, whole.lines) };
        },
      }),
      CAPTURING: step<CommerceStore, OrderSagaState, OrderSagaData, MoneyOutcome | null>({
        async call({ subject }) {
          const order = await orderOf(subject);
          return order.total === 0n ? null : captureOrder(needs.ask, order);
        },
        async run(store, { subject }, _sql, captured): Promise<Outcome> {
          if (captured !== null && 'refusal' in captured) {
            needs.reportError(captured, `The money of the order ${subject} was reserved and is not there.`);
            return { refuse: captured.refusal };
          }
          await store.updateOrder(subject, { paidAt: needs.now(), transactionId: captured?.id ?? null });
          return { next: 'PAID' };
        },
        refused: 'RELEASING',
      }),
      PAID: step({
        async run(store: CommerceStore, { subject }): Promise<Outcome> {
          const sellers = await startParts(store, await lockSubject(store, subject), needs.now());
          return { next: 'ENDED', ...signalling(subject, sellers) };
        },
      }),
      RELEASING: ending('CANCELLED'),
      EXPIRED: ending('EXPIRED'),
      ENDED: null,
    },
  });
}

/** Where an order goes on of whose money something was heard, or not. */
export function afterFunding(order: Order, now: Date): Outcome {
  if (order.cancelledAt !== null) return { next: 'RELEASING' };
  if (order.fundedAt !== null) return { next: 'FUNDED' };
  if (order.failureCode !== null) return { next: 'RELEASING' };
  return now >= order.fundsUntil ? { next: 'EXPIRED' } : { retryAt: order.fundsUntil };
}

/** Whether a payment cannot be cancelled now because the provider works on it. */
const isBusy = (released: MoneyOutcome | null): boolean =>
  released !== null && 'refusal' in released && released.refusal === 'InvalidState' && released.detail === 'PROCESSING';
