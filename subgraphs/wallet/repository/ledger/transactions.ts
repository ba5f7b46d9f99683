import type { Sql } from '../../../../runtime/database/database.ts';
import { groupedBy, inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isVisibleTo, type LedgerViewer } from '../accounts/accounts.ts';
import { TRANSACTION_COLUMNS, type WalletPosting, type WalletTransaction } from './wallet-transaction.ts';

/** SQL: whether a viewer may see the transaction `t`: one of its accounts is theirs. */
const isTransactionVisibleTo = (viewer: LedgerViewer) => sql`EXISTS (
  SELECT FROM posting AS p JOIN account AS a ON a.id = p.account_id WHERE p.transaction_id = t.id AND ${isVisibleTo(viewer)})`;

/** What is read of transactions. */
export const createTransactionStore = (db: Pick<Sql, '$queryRaw'>) => ({
  /** Transactions that a viewer may see, in the order of the ids; null for others. */
  async visibleTransactions(viewer: LedgerViewer, ids: readonly string[]): Promise<(WalletTransaction | null)[]> {
    const rows = await db.$queryRaw<WalletTransaction[]>`
      SELECT ${TRANSACTION_COLUMNS} FROM ledger_transaction AS t
      WHERE t.id = ANY(${[...ids]}::text[]) AND ${isTransactionVisibleTo(viewer)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** Postings of transactions, the negative ones first, in the order of the ids. */
  async postings(transactionIds: readonly string[]): Promise<WalletPosting[][]> {
    const rows = await db.$queryRaw<WalletPosting[]>`
      SELECT transaction_id AS "transactionId", account_id AS "accountId", amount, currency FROM posting
      WHERE transaction_id = ANY(${[...transactionIds]}::text[]) ORDER BY amount, account_id`;
    return groupedBy(transactionIds, rows, ({ transactionId }) => transactionId);
  },
});
