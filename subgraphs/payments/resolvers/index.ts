import { scalars } from '../../../runtime/graphql/scalars.ts';
import type { Resolvers } from '../generated.ts';
import { disputeEntities, disputeMutations, disputeQueries } from './disputes.ts';
import { endpointMutations, endpointQueries } from './endpoints.ts';
import { methodEntities, methodMutations, methodQueries } from './methods.ts';
import { paymentEntities } from './payment-entity.ts';
import { paymentMutations, paymentQueries, paymentSubscriptions } from './payments.ts';
import { payoutEntities, payoutMutations, payoutQueries } from './payouts.ts';
import { refundEntities, refundMutations, refundQueries } from './refunds.ts';
import { refuseCardNumbers } from './refuse-card-numbers.ts';
import { retainedQueries } from './retained-records.ts';

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    ...paymentQueries,
    ...refundQueries,
    ...disputeQueries,
    ...methodQueries,
    ...payoutQueries,
    ...endpointQueries,
    ...retainedQueries,
  },
  Mutation: refuseCardNumbers({
    ...paymentMutations,
    ...refundMutations,
    ...disputeMutations,
    ...methodMutations,
    ...payoutMutations,
    ...endpointMutations,
  }),
  Subscription: paymentSubscriptions,
  ...paymentEntities,
  ...refundEntities,
  ...disputeEntities,
  ...methodEntities,
  ...payoutEntities,
};
