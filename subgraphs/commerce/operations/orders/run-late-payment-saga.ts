import { handleSaga, type StepOutcome, step } from '../../../../runtime/sagas/handle-saga.ts';
import type { WorkHandler } from '../../../../runtime/work/work-handler.ts';
import type { CommerceStore, Order } from '../../repository/index.ts';
import { logOrder, signalOrder } from './announce-order.ts';
import { callMoney, type MoneyOutcome } from './money-calls.ts';
import { keyOf } from './order-money.ts';
import { refundToCard } from './order-moves.ts';
import { type LatePaymentState, latePaymentSaga, type RefundSagaData } from './refund-sagas.ts';
import type { SagaNeeds } from './run-order-saga.ts';

type Outcome = StepOutcome<LatePaymentState, RefundSagaData>;

const WAIT_MS = 30 * 24 * 60 * 60 * 1_000;

/**
 * The steps by which a payment goes back whose order had ended when it succeeded. It was never booked for the order; where the
 * card does not take it back it is booked to the wallet of the buyer.
 */
export function runLatePaymentSaga(needs: SagaNeeds): WorkHandler<CommerceStore> {
  const orderOf = async (id: string): Promise<Order> => {
    const order = await needs.repository.findOrder(id);
    if (order === null) throw new Error(`There is no order ${id}.`);
    return order;
  };
  const ending = async (store: CommerceStore, orderId: string): Promise<Outcome> => {
    await store.addOrderEvents([{ orderId, kind: 'REFUNDED' }], needs.now());
    await logOrder(store, orderId, needs.now());
    return { next: 'ENDED', afterCommit: () => signalOrder(needs, orderId) };
  };
  return handleSaga(latePaymentSaga, {
    now: needs.now,
    states: {
      RETURNING: step<CommerceStore, LatePaymentState, RefundSagaData, MoneyOutcome>({
        async call({ subject }) {
          const order = await orderOf(subject);
          return refundToCard(needs.ask, order, order.total, 'LATE');
        },
        async run(_store, _saga, _sql, returned): Promise<Outcome> {
          return 'refusal' in returned ? { next: 'CREDITING' } : { next: 'WAITING', data: { refundId: returned.id } };
        },
      }),
      WAITING: step<CommerceStore, LatePaymentState, RefundSagaData, undefined>({
        async run(store, { subject, data }): Promise<Outcome> {
          const result = await store.cardRefundResult(data.refundId ?? '');
          if (result === 'FAILED') return { next: 'CREDITING' };
          if (result === 'SUCCEEDED') return ending(store, subject);
          return { retryAt: new Date(needs.now().getTime() + WAIT_MS) };
        },
      }),
      CREDITING: step<CommerceStore, LatePaymentState, RefundSagaData, MoneyOutcome>({
        async call({ subject }) {
          const { paymentId, buyerId } = await orderOf(subject);
          const to = buyerId === null ? { system: 'ESCROW:unclaimed' } : { userId: buyerId };
          return callMoney(needs.ask, 'bookPayment', { paymentId, to, key: keyOf(subject, 'LATE_CREDIT') });
        },
        async run(store, { subject }, _sql, credited): Promise<Outcome> {
          if ('refusal' in credited) needs.reportError(credited, `The late payment of ${subject} was not given back.`);
          return ending(store, subject);
        },
      }),
      ENDED: null,
    },
  });
}
