import { payloadOf } from '../../../runtime/operations/result.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { refundPayment, refundPaymentFor } from '../operations/refunds/refund-payment.ts';

export const refundQueries: QueryResolvers = {
  refund: (_, { id }, { refunds }) => refunds.load(id),
};

export const refundMutations: MutationResolvers = {
  async refundPayment(_, { input }, context) {
    const result = await refundPayment(context, input);
    const payment = result.ok ? await context.payments.load(result.value.paymentId) : null;
    return { ...payloadOf('refund', result), payment, isReplay: result.isReplay };
  },
  refundPaymentFor: async (_, { input }, context) => payloadOf('refund', await refundPaymentFor(context, input)),
};

export const refundEntities: Pick<Resolvers, 'Refund'> = {
  Refund: {
    __resolveReference: ({ id }, { refunds }) => refunds.load(id),
    payment: async ({ id, paymentId }, _, { payments }) => {
      const payment = await payments.load(paymentId);
      if (payment === null) throw new Error(`The payment of the refund ${id} is gone.`);
      return payment;
    },
    amount: ({ amount, currency }) => ({ amount, currency }),
  },
};
