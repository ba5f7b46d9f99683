import type { WalletContext } from '../context.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { adjustLedger } from '../operations/finance/adjust-ledger.ts';
import { approveAdjustment } from '../operations/finance/approve-adjustment.ts';
import { checkLedger } from '../operations/finance/check-ledger.ts';
import { freezeWalletAccount, unfreezeWalletAccount } from '../operations/finance/freeze-account.ts';
import { listAdjustments } from '../operations/finance/list-adjustments.ts';
import { reverseTransaction } from '../operations/finance/reverse-transaction.ts';
import { reloadAccount } from './accounts.ts';
import { replayablePayload } from './payload.ts';

export const financeQueries: Pick<QueryResolvers, 'ledgerAdjustments' | 'ledgerIntegrity'> = {
  ledgerAdjustments: (_, query, context) => listAdjustments(context, query),
  ledgerIntegrity: (_, _arguments, context) => checkLedger(context),
};

type Mutations =
  | 'reverseTransaction'
  | 'freezeWalletAccount'
  | 'unfreezeWalletAccount'
  | 'adjustLedger'
  | 'approveAdjustment';

const freezing =
  (change: typeof freezeWalletAccount) =>
  async (_: unknown, { input }: { input: unknown }, context: WalletContext) => {
    const result = await change(context, input);
    if (!result.ok) return { account: null, errors: [result.refusal] };
    return { account: await reloadAccount(context, result.value), errors: [] };
  };

export const financeMutations: Pick<MutationResolvers, Mutations> = {
  reverseTransaction: async (_, { input }, context) =>
    replayablePayload(await reverseTransaction(context, input), { transaction: null }, async ({ transactionId }) => ({
      transaction: await context.transactions.load(transactionId),
    })),
  freezeWalletAccount: freezing(freezeWalletAccount),
  unfreezeWalletAccount: freezing(unfreezeWalletAccount),
  adjustLedger: async (_, { input }, context) =>
    replayablePayload(await adjustLedger(context, input), { adjustment: null }, async ({ adjustmentId }) => ({
      adjustment: await context.adjustments.load(adjustmentId),
    })),
  async approveAdjustment(_, { input }, context) {
    const result = await approveAdjustment(context, input);
    if (!result.ok) return { adjustment: null, errors: [result.refusal] };
    return { adjustment: await context.adjustments.load(result.value), errors: [] };
  },
};

export const financeEntities: Pick<Resolvers, 'LedgerAdjustment'> = {
  LedgerAdjustment: {
    __resolveReference: ({ id }, { adjustments }) => adjustments.load(id),
    postings: ({ id, currency, postings }) =>
      postings.map(({ accountId, amount }) => ({ transactionId: id, accountId, currency, amount: BigInt(amount) })),
    requester: ({ requesterId }) => ({ id: requesterId }),
    approver: ({ approverId }) => (approverId === null ? null : { id: approverId }),
    transaction: ({ transactionId }, _, { transactions }) =>
      transactionId === null ? null : transactions.load(transactionId),
  },
};
