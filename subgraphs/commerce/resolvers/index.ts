import { scalars } from '../../../runtime/graphql/scalars.ts';
import type { Resolvers } from '../generated.ts';
import { cartEntities, cartMutations, cartQueries } from './cart.ts';
import { orderMutations } from './order-mutations.ts';
import { orderEntities, orderQueries, orderSubscriptions } from './orders.ts';
import { productEntities, productMutations, productQueries, userProducts } from './products.ts';
import { reviewEntities, reviewMutations } from './reviews.ts';
import { shippingEntities, shippingMutations, shippingQueries } from './shipping.ts';
import { shopEntities, shopMutations } from './shops.ts';
import { stockSubscriptions, variantEntities, variantMutations } from './variants.ts';

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    ...productQueries,
    ...cartQueries,
    ...shippingQueries,
    ...orderQueries,
  },
  Mutation: {
    ...shopMutations,
    ...productMutations,
    ...variantMutations,
    ...reviewMutations,
    ...cartMutations,
    ...shippingMutations,
    ...orderMutations,
  },
  Subscription: {
    ...stockSubscriptions,
    ...orderSubscriptions,
  },
  User: {
    // The person is auth's to know; what this domain adds is guarded field by field.
    __resolveReference: ({ id }) => ({ id }),
    ...userProducts,
  },
  ...productEntities,
  ...variantEntities,
  ...shopEntities,
  ...reviewEntities,
  ...cartEntities,
  ...shippingEntities,
  ...orderEntities,
};
