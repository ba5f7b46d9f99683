import type { DepositResolvers, MutationResolvers, QueryResolvers } from '../generated.ts';
import { deposit } from '../operations/deposits/deposit.ts';
import { listDeposits } from '../operations/deposits/list-deposits.ts';
import { replayablePayload } from './payload.ts';

export const depositQueries: Pick<QueryResolvers, 'deposit' | 'deposits'> = {
  deposit: (_, { id }, { deposits }) => deposits.load(id),
  deposits: (_, query, context) => listDeposits(context, query),
};

export const depositMutations: Pick<MutationResolvers, 'deposit'> = {
  deposit: async (_, { input }, context) =>
    replayablePayload(await deposit(context, input), { deposit: null }, async ({ depositId }) => ({
      deposit: await context.deposits.load(depositId),
    })),
};

/** Deposits of the contract. */
export const depositEntities: { Deposit: DepositResolvers } = {
  Deposit: {
    __resolveReference: ({ id }, { deposits }) => deposits.load(id),
    account: ({ accountId }, _, { accounts }) => accounts.load(accountId),
    amount: ({ amount, currency }) => ({ amount, currency }),
    payment: ({ paymentId }) => (paymentId === null ? null : { id: paymentId }),
    transaction: ({ transactionId }, _, { transactions }) =>
      transactionId === null ? null : transactions.load(transactionId),
  },
};
