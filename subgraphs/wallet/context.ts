import type { Caller } from '../../runtime/executor/caller.ts';
import type { LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { StatementLinks } from './operations/statements/statement-links.ts';
import type {
  BalanceEntry,
  Deposit,
  Hold,
  LedgerAdjustment,
  MoneyRequest,
  WalletAccount,
  WalletPosting,
  WalletRepository,
  WalletTransaction,
  Withdrawal,
} from './repository/index.ts';
import type { WalletSettings } from './settings.ts';

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface WalletContext {
  readonly caller: Caller;
  /** Null where no request was sent. */
  readonly requestId: string | null;
  readonly now: () => Date;
  readonly streams: Streams;
  readonly signals: Pick<Signals, 'notify'>;
  readonly ask: CallDomain;
  readonly settings: WalletSettings;
  readonly repository: WalletRepository;
  /** Accounts that the caller may see: their own, with the scope `finance` all. */
  readonly accounts: Loader<WalletAccount>;
  /** Transactions of accounts that the caller may see. */
  readonly transactions: Loader<WalletTransaction> & {
    /** Keeps what the caller is known to see, so that it is not read. */
    prime(id: string, transaction: WalletTransaction): unknown;
  };
  /** Holds on accounts that the caller may see. */
  readonly holds: Loader<Hold>;
  /** Deposits to accounts that the caller may see. */
  readonly deposits: Loader<Deposit>;
  /** Withdrawals from accounts that the caller may see. */
  readonly withdrawals: Loader<Withdrawal>;
  /** Requests to the caller and by them, but those of people who are hidden from them. */
  readonly moneyRequests: Loader<MoneyRequest>;
  /** Addresses of statements. */
  readonly statementLinks: StatementLinks;
  /** Adjustments of the ledger: for finance. */
  readonly adjustments: Loader<LedgerAdjustment>;
  /** Accounts by the id of their owner, where the caller may see them. */
  readonly accountsByOwner: { load(userId: string): Promise<readonly WalletAccount[]> };
  /** The id of the first transaction that reverses a transaction. */
  readonly reversals: { load(transactionId: string): Promise<string | null> };
  /** The id of the person at the other end of a transaction, for the caller. */
  readonly counterparties: { load(transactionId: string): Promise<string | null> };
  /** Postings by the id of their transaction, in the order of amounts. */
  readonly postings: { load(transactionId: string): Promise<readonly WalletPosting[]> };
}

/** Reads what the caller may see, once a request. */
interface Loader<Row> {
  load(id: string): Promise<Row | null>;
  /** Forgets what was read before a change. */
  clear(id: string): unknown;
}

/** One event of `balanceChanged` and `transactionAdded`. */
export type BalanceEvent = LogEvent<BalanceEntry>;
