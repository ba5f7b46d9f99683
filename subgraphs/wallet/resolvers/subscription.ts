import { flatMapStream } from '../../../runtime/streams/operators.ts';
import type { BalanceEvent, WalletContext } from '../context.ts';
import type { SubscriptionResolvers } from '../generated.ts';
import { followAccount } from '../operations/accounts/follow-account.ts';

/** Subscriptions of the contract. Both follow the log of the account. */
export const subscription: SubscriptionResolvers = {
  balanceChanged: {
    subscribe: (_, { accountId, after }, context) => followAccount(context, accountId, after),
    resolve: async ({ cursor, resyncRequired, entry }: BalanceEvent, _: unknown, { accounts }: WalletContext) => ({
      cursor,
      resyncRequired,
      account: entry === null ? null : await accounts.load(entry.accountId),
    }),
  },
  transactionAdded: {
    async subscribe(_, { accountId, after }, context) {
      const events = await followAccount(context, accountId, after);
      return flatMapStream(events, withTransaction);
    },
    resolve: async ({ cursor, resyncRequired, entry }: BalanceEvent, _: unknown, { transactions }: WalletContext) => ({
      cursor,
      resyncRequired,
      transaction: entry?.transactionId == null ? null : await transactions.load(entry.transactionId),
    }),
  },
};

/** Changes without a transaction are left out: the next event has a cursor behind them. */
const withTransaction = (event: BalanceEvent): readonly BalanceEvent[] =>
  event.resyncRequired || event.entry?.transactionId != null ? [event] : [];
