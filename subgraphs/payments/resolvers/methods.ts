import { payloadOf } from '../../../runtime/operations/result.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { attachPaymentMethod } from '../operations/methods/attach-payment-method.ts';
import { createMethodSetup } from '../operations/methods/create-method-setup.ts';
import { createPayoutMethod } from '../operations/methods/create-payout-method.ts';
import { ownMethods } from '../operations/methods/own-methods.ts';
import { detachPaymentMethod, removePayoutMethod } from '../operations/methods/remove-method.ts';
import { setDefaultMethod } from '../operations/methods/set-default-method.ts';

export const methodQueries: QueryResolvers = {
  paymentMethods: (_, __, context) => ownMethods(context, 'payment'),
  payoutMethods: (_, __, context) => ownMethods(context, 'payout'),
};

export const methodMutations: MutationResolvers = {
  async createPaymentMethodSetup(_, { input }, context) {
    const setup = await createMethodSetup(context, input);
    const nothing = { clientSecret: null, url: null, publishableKey: null };
    return setup.ok ? { ...setup.value, errors: [] } : { ...nothing, errors: [setup.refusal] };
  },
  async attachPaymentMethod(_, { input }, context) {
    const saved = await attachPaymentMethod(context, input);
    return { ...payloadOf('paymentMethod', saved), isReplay: saved.isReplay };
  },
  detachPaymentMethod: async (_, { input }, context) =>
    payloadOf('paymentMethod', await detachPaymentMethod(context, input)),
  setDefaultPaymentMethod: async (_, { input }, context) =>
    payloadOf('paymentMethod', await setDefaultMethod(context, input)),
  async createPayoutMethod(_, { input }, context) {
    const saved = await createPayoutMethod(context, input);
    return { ...payloadOf('payoutMethod', saved), isReplay: saved.isReplay };
  },
  removePayoutMethod: async (_, { input }, context) =>
    payloadOf('payoutMethod', await removePayoutMethod(context, input)),
};

export const methodEntities: Pick<Resolvers, 'PaymentMethod' | 'PayoutMethod'> = {
  PaymentMethod: {
    __resolveReference: ({ id }, { paymentMethods }) => paymentMethods.load(id),
  },
  PayoutMethod: {
    __resolveReference: ({ id }, { payoutMethods }) => payoutMethods.load(id),
    currency: ({ id, currency }) => {
      if (currency === null) throw new Error(`The payout method ${id} has no currency.`);
      return currency;
    },
  },
};
