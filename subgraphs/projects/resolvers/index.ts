import { scalars } from '../../../runtime/graphql/scalars.ts';
import type { Resolvers } from '../generated.ts';
import { alertEntities, alertMutations, alertQueries } from './alerts.ts';
import { contractEntities, contractMutations, contractQueries, contractSubscriptions } from './contracts.ts';
import { disputeEntities, disputeMutations, disputeQueries } from './disputes.ts';
import { milestoneEntities, milestoneMutations } from './milestones.ts';
import { projectEntities, projectMutations, projectQueries } from './projects.ts';
import { proposalEntities, proposalMutations, proposalQueries } from './proposals.ts';
import { questionEntities, questionMutations } from './questions.ts';
import { contractPerson, reviewEntities, reviewMutations } from './reviews.ts';
import { marketSubscriptions } from './subscriptions.ts';
import { userMarket } from './user.ts';

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    ...projectQueries,
    ...proposalQueries,
    ...alertQueries,
    ...contractQueries,
    ...disputeQueries,
  },
  Mutation: {
    ...projectMutations,
    ...proposalMutations,
    ...questionMutations,
    ...alertMutations,
    ...contractMutations,
    ...milestoneMutations,
    ...disputeMutations,
    ...reviewMutations,
  },
  Subscription: {
    ...marketSubscriptions,
    ...contractSubscriptions,
  },
  User: {
    // The person is auth's to know; what this domain adds is guarded field by field.
    __resolveReference: ({ id }) => ({ id }),
    ...contractPerson,
    ...userMarket,
  },
  ...projectEntities,
  ...proposalEntities,
  ...questionEntities,
  ...alertEntities,
  ...contractEntities,
  ...milestoneEntities,
  ...disputeEntities,
  ...reviewEntities,
};
