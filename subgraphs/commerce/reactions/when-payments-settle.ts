import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import type { Signals } from '../../../runtime/live/signals.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import {
  type PaymentReference,
  paymentCancelled,
  paymentFailed,
  paymentSucceeded,
  refundFailed,
  refundSucceeded,
} from '../../payments/events.ts';
import { noteCardRefund, notePaymentFailed, notePaymentSucceeded } from '../operations/orders/note-payment.ts';
import { ORDER_REFERENCE } from '../operations/orders/order-money.ts';
import type { CommerceStore } from '../repository/index.ts';

/** The id of the order that a payment is for; null for payments of anything else. */
const orderOf = (reference: PaymentReference | null): string | null =>
  reference?.type === ORDER_REFERENCE && reference.domain === 'commerce' ? reference.id : null;

/** Has orders go on of whose payments something is heard; each event counts once, also when it comes late. */
export function whenPaymentsSettle({
  now,
  signals,
}: {
  readonly now: () => Date;
  readonly signals: Pick<Signals, 'notify'>;
}): readonly Reaction<CommerceStore>[] {
  const wake = () => notifyWork(signals, 'commerce');
  return [
    on(
      paymentSucceeded,
      async (store: CommerceStore, { reference, paymentId }) => {
        const orderId = orderOf(reference);
        if (orderId === null) return;
        await notePaymentSucceeded(store, { orderId, paymentId }, now());
        return wake;
      },
      { wantsDeleted: true },
    ),
    ...[paymentFailed, paymentCancelled].map((type) =>
      on(
        type,
        async (store: CommerceStore, { reference, paymentId }) => {
          const orderId = orderOf(reference);
          if (orderId === null) return;
          await notePaymentFailed(store, { orderId, paymentId }, now());
          return wake;
        },
        { wantsDeleted: true },
      ),
    ),
    ...(
      [
        [refundSucceeded, 'SUCCEEDED'],
        [refundFailed, 'FAILED'],
      ] as const
    ).map(([type, result]) =>
      on(
        type,
        async (store: CommerceStore, { reference, refundId }) => {
          const orderId = orderOf(reference);
          if (orderId === null) return;
          await noteCardRefund(store, { orderId, refundId }, result, now());
          return wake;
        },
        { wantsDeleted: true },
      ),
    ),
  ];
}
