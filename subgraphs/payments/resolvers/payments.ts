import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { payloadOf } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { PaymentEvent, PaymentsContext } from '../context.ts';
import type { MutationResolvers, QueryResolvers, SubscriptionResolvers } from '../generated.ts';
import { cancelPayment, cancelPaymentFor } from '../operations/payments/cancel-payment.ts';
import { capturePayment, capturePaymentFor } from '../operations/payments/capture-payment.ts';
import { confirmPayment } from '../operations/payments/confirm-payment.ts';
import { createPayment } from '../operations/payments/create-payment.ts';
import { createPaymentFor } from '../operations/payments/create-payment-for.ts';
import { findPaymentFor } from '../operations/payments/find-payment.ts';
import { followPayment } from '../operations/payments/follow-payment.ts';
import { paymentOptions } from '../operations/payments/payment-options.ts';

const OWN_PAYMENTS = createPaging({
  name: 'payments.own-payments',
  key: [cursorPart.id('pay')],
  keyOf: ({ id }: { readonly id: string }) => [id],
});

/** The payload of a mutation that is done once for each key. */
const replayable = <Value, Refusal>(
  result: Parameters<typeof payloadOf<'payment', Value, Refusal>>[1] & { readonly isReplay: boolean },
) => ({ ...payloadOf('payment', result), isReplay: result.isReplay });

export const paymentQueries: QueryResolvers = {
  payment: (_, { id }, { payments }) => payments.load(id),
  payments: (_, { state, reference, ...page }, { caller, repository }) =>
    OWN_PAYMENTS.read(page, (request) =>
      repository.ownPayments(viewerOf(caller), { state: state ?? null, reference: reference ?? null }, request),
    ),
  async paymentsCursor(_, __, { caller, streams, repository: { paymentsLog } }) {
    const viewerId = viewerOf(caller);
    const { sequences } = await paymentsLog.heads([viewerId]);
    return streams.cursor(paymentsLog, viewerId, sequences.get(viewerId) ?? 0);
  },
  paymentOptions: (_, __, context) => paymentOptions(context),
  paymentFor: (_, { reference }, context) => findPaymentFor(context, reference),
};

export const paymentMutations: MutationResolvers = {
  createPayment: async (_, { input }, context) => replayable(await createPayment(context, input)),
  confirmPayment: async (_, { input }, context) => replayable(await confirmPayment(context, input)),
  capturePayment: async (_, { input }, context) => replayable(await capturePayment(context, input)),
  cancelPayment: async (_, { input }, context) => replayable(await cancelPayment(context, input)),
  createPaymentFor: async (_, { input }, context) => payloadOf('payment', await createPaymentFor(context, input)),
  capturePaymentFor: async (_, { input }, context) => payloadOf('payment', await capturePaymentFor(context, input)),
  cancelPaymentFor: async (_, { input }, context) => payloadOf('payment', await cancelPaymentFor(context, input)),
};

/** The payment is read again, with the listener's permission. */
const toEvent = async ({ cursor, resyncRequired, entry }: PaymentEvent, _: unknown, { payments }: PaymentsContext) => ({
  cursor,
  resyncRequired,
  payment: entry === null ? null : await payments.load(entry.paymentId),
});

export const paymentSubscriptions: SubscriptionResolvers = {
  paymentStatusChanged: {
    subscribe: (_, { paymentId, after }, context) => followPayment(context, paymentId, after),
    resolve: toEvent,
  },
  paymentsChanged: {
    subscribe: (_, { after }, { caller, streams, repository: { paymentsLog } }) =>
      streams.follow(paymentsLog, viewerOf(caller), viewerOf(caller), after),
    resolve: toEvent,
  },
};
