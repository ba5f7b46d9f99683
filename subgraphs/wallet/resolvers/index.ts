import { scalars } from '../../../runtime/graphql/scalars.ts';
import type { Resolvers } from '../generated.ts';
import { accountEntities, accountMutations, accountQueries } from './accounts.ts';
import { depositEntities, depositMutations, depositQueries } from './deposits.ts';
import { financeEntities, financeMutations, financeQueries } from './finance.ts';
import { holdEntities, holdMutations, holdQueries } from './holds.ts';
import { internalMutations } from './internal.ts';
import { moneyRequestEntities, moneyRequestMutations, moneyRequestQueries } from './money-requests.ts';
import { statementQueries } from './statements.ts';
import { subscription } from './subscription.ts';
import { transactionEntities, transactionMutations, transactionQueries } from './transactions.ts';
import { withdrawalEntities, withdrawalMutations, withdrawalQueries } from './withdrawals.ts';

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    ...accountQueries,
    ...transactionQueries,
    ...holdQueries,
    ...depositQueries,
    ...withdrawalQueries,
    ...moneyRequestQueries,
    ...statementQueries,
    ...financeQueries,
  },
  Mutation: {
    ...accountMutations,
    ...transactionMutations,
    ...holdMutations,
    ...depositMutations,
    ...withdrawalMutations,
    ...moneyRequestMutations,
    ...financeMutations,
    ...internalMutations,
  },
  Subscription: subscription,
  ...accountEntities,
  ...transactionEntities,
  ...holdEntities,
  ...depositEntities,
  ...withdrawalEntities,
  ...moneyRequestEntities,
  ...financeEntities,
};
