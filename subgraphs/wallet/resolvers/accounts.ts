import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../context.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { closeWalletAccount } from '../operations/accounts/close-wallet-account.ts';
import { openWalletAccount } from '../operations/accounts/open-wallet-account.ts';
import { ownAccounts } from '../operations/accounts/own-accounts.ts';
import { readLimits } from '../operations/accounts/read-limits.ts';
import { requireFinance } from '../operations/finance/require-finance.ts';
import { replayablePayload } from './payload.ts';

/** An account as it is after a change. */
export function reloadAccount({ accounts }: Pick<WalletContext, 'accounts'>, id: string) {
  accounts.clear(id);
  return accounts.load(id);
}

type Queries = 'walletAccounts' | 'walletAccount' | 'systemAccounts' | 'balanceAt' | 'walletLimits';

export const accountQueries: Pick<QueryResolvers, Queries> = {
  walletAccounts: (_, _arguments, context) => ownAccounts(context),
  walletAccount: (_, { id }, { caller, accounts }) => {
    viewerOf(caller);
    return accounts.load(id);
  },
  systemAccounts: async (_, _arguments, { caller, repository }) => {
    requireFinance(caller);
    return repository.systemAccounts();
  },
  async balanceAt(_, { accountId, at }, { caller, accounts, repository }) {
    viewerOf(caller);
    const account = await accounts.load(accountId);
    if (account === null) return null;
    return { amount: await repository.balanceAt(accountId, at), currency: account.currency };
  },
  walletLimits: (_, _arguments, context) => readLimits(context),
};

export const accountMutations: Pick<MutationResolvers, 'openWalletAccount' | 'closeWalletAccount'> = {
  openWalletAccount: async (_, { input }, context) =>
    replayablePayload(await openWalletAccount(context, input), { account: null }, async ({ accountId }) => ({
      account: await reloadAccount(context, accountId),
    })),
  async closeWalletAccount(_, { input }, context) {
    const result = await closeWalletAccount(context, input);
    if (!result.ok) return { account: null, errors: [result.refusal] };
    return { account: await reloadAccount(context, result.value), errors: [] };
  },
};

export const accountEntities: Pick<Resolvers, 'User' | 'WalletAccount' | 'WalletPosting'> = {
  User: {
    __resolveReference: (reference) => reference,
    walletAccounts: ({ id }, _, { accountsByOwner }) => accountsByOwner.load(id),
  },
  WalletAccount: {
    __resolveReference: ({ id }, { accounts }) => accounts.load(id),
    owner: ({ ownerId }) => (ownerId === null ? null : { id: ownerId }),
    balance: ({ posted, reserved, currency }) => ({
      posted: { amount: posted, currency },
      pending: { amount: reserved, currency },
      available: { amount: posted - reserved, currency },
    }),
    cursor: ({ id, kind, sequence }, _, { streams, repository: { balanceLog } }) =>
      kind === 'USER' ? streams.cursor(balanceLog, id, Number(sequence)) : null,
  },
  WalletPosting: {
    account: ({ accountId }, _, { accounts }) => accounts.load(accountId),
    amount: ({ amount, currency }) => ({ amount, currency }),
  },
};
