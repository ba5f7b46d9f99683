import type { WalletContext } from '../context.ts';
import type { MutationResolvers, QueryResolvers, WithdrawalResolvers } from '../generated.ts';
import { cancelWithdrawal } from '../operations/withdrawals/cancel-withdrawal.ts';
import { listWithdrawals } from '../operations/withdrawals/list-withdrawals.ts';
import { withdraw } from '../operations/withdrawals/withdraw.ts';
import { replayablePayload } from './payload.ts';

export const withdrawalQueries: Pick<QueryResolvers, 'withdrawal' | 'withdrawals'> = {
  withdrawal: (_, { id }, { withdrawals }) => withdrawals.load(id),
  withdrawals: (_, query, context) => listWithdrawals(context, query),
};

const readWithdrawal =
  ({ withdrawals }: Pick<WalletContext, 'withdrawals'>) =>
  async ({ withdrawalId }: { readonly withdrawalId: string }) => ({ withdrawal: await withdrawals.load(withdrawalId) });

export const withdrawalMutations: Pick<MutationResolvers, 'withdraw' | 'cancelWithdrawal'> = {
  withdraw: async (_, { input }, context) =>
    replayablePayload(await withdraw(context, input), { withdrawal: null }, readWithdrawal(context)),
  cancelWithdrawal: async (_, { input }, context) =>
    replayablePayload(await cancelWithdrawal(context, input), { withdrawal: null }, readWithdrawal(context)),
};

/** Withdrawals of the contract. */
export const withdrawalEntities: { Withdrawal: WithdrawalResolvers } = {
  Withdrawal: {
    __resolveReference: ({ id }, { withdrawals }) => withdrawals.load(id),
    account: ({ accountId }, _, { accounts }) => accounts.load(accountId),
    amount: ({ amount, currency }) => ({ amount, currency }),
  },
};
