import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { isFinance } from '../operations/finance/require-finance.ts';
import { listTransactions } from '../operations/ledger/list-transactions.ts';
import { transfer } from '../operations/ledger/transfer.ts';
import { replayablePayload } from './payload.ts';

export const transactionQueries: Pick<QueryResolvers, 'transactions' | 'transaction'> = {
  transactions: (_, query, context) => listTransactions(context, query),
  transaction: (_, { id }, { caller, transactions }) => {
    viewerOf(caller);
    return transactions.load(id);
  },
};

export const transactionMutations: Pick<MutationResolvers, 'transfer'> = {
  transfer: async (_, { input }, context) =>
    replayablePayload(await transfer(context, input), { transaction: null }, async ({ transactionId }) => ({
      transaction: await context.transactions.load(transactionId),
    })),
};

export const transactionEntities: Pick<Resolvers, 'WalletTransaction'> = {
  WalletTransaction: {
    __resolveReference: ({ id }, { transactions }) => transactions.load(id),
    number: ({ number }) => number.toString(),
    amount: ({ amount, currency }) => ({ amount, currency }),
    postings: ({ id }, _, { postings }) => postings.load(id),
    async counterparty({ id }, _, { counterparties }) {
      const userId = await counterparties.load(id);
      return userId === null ? null : { id: userId };
    },
    reference: ({ referenceType: type, referenceId: id }) => (type === null || id === null ? null : { type, id }),
    reverses: ({ reversesId }, _, { transactions }) => (reversesId === null ? null : transactions.load(reversesId)),
    async reversedBy({ id, reversed }, _, { reversals, transactions }) {
      const reversalId = reversed === 0n ? null : await reversals.load(id);
      return reversalId === null ? null : transactions.load(reversalId);
    },
    actor: ({ actorId }, _, { caller }) =>
      actorId !== null && (isFinance(caller) || actorId === caller.viewerId) ? { id: actorId } : null,
  },
};
