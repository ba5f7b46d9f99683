import type { EventType } from '../../../runtime/events/event-type.ts';
import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import type { Signals } from '../../../runtime/live/signals.ts';
import type { PaymentsContext } from '../context.ts';
import {
  disputeClosed,
  disputeOpened,
  paymentAuthorized,
  paymentCancelled,
  paymentFailed,
  paymentSucceeded,
  payoutFailed,
  payoutPaid,
  refundFailed,
  refundSucceeded,
  WEBHOOK_TOPIC,
} from '../events.ts';
import type { PaymentEventName } from '../operations/endpoints/payment-events.ts';
import type { PaymentsStore } from '../repository/index.ts';

interface Needs extends Pick<PaymentsContext, 'endpointsOf' | 'now'> {
  readonly signals: Pick<Signals, 'notify'>;
}

interface OwnedFact {
  readonly userId: string | null;
}

/** Queues what happens to payments for the webhook endpoints of who pays or is paid. */
export const publishToEndpoints = (needs: Needs): readonly Reaction<PaymentsStore>[] => {
  const publish = <Fact extends OwnedFact>(
    event: EventType<Fact>,
    type: PaymentEventName,
    idOf: (fact: Fact) => string,
  ): Reaction<PaymentsStore> =>
    on(
      event,
      async (_, fact, __, sql) => {
        // Nobody has endpoints whose account is deleted, and the event says who it was no more.
        if (fact.userId === null) return undefined;
        const { userId: ownerId, ...data } = fact;
        await needs.endpointsOf(sql).publish({ ownerId, id: `${idOf(fact)}.${type}`, type, data }, needs.now());
        return () => needs.signals.notify(WEBHOOK_TOPIC, {});
      },
      { wantsDeleted: true },
    );
  return [
    publish(paymentAuthorized, 'PAYMENT_AUTHORIZED', ({ paymentId }) => paymentId),
    publish(paymentSucceeded, 'PAYMENT_SUCCEEDED', ({ paymentId }) => paymentId),
    publish(paymentFailed, 'PAYMENT_FAILED', ({ paymentId }) => paymentId),
    publish(paymentCancelled, 'PAYMENT_CANCELLED', ({ paymentId }) => paymentId),
    publish(refundSucceeded, 'REFUND_SUCCEEDED', ({ refundId }) => refundId),
    publish(refundFailed, 'REFUND_FAILED', ({ refundId }) => refundId),
    publish(disputeOpened, 'DISPUTE_OPENED', ({ disputeId }) => disputeId),
    publish(disputeClosed, 'DISPUTE_CLOSED', ({ disputeId }) => disputeId),
    publish(payoutPaid, 'PAYOUT_PAID', ({ payoutId }) => payoutId),
    publish(payoutFailed, 'PAYOUT_FAILED', ({ payoutId }) => payoutId),
  ];
};
