import type { Sql } from '../../../../runtime/database/database.ts';
import type { SystemKind } from '../ledger/party.ts';
import { TRANSACTION_COLUMNS, type WalletPosting, type WalletTransaction } from '../ledger/wallet-transaction.ts';

/** A posting, with what names its account in an order. */
export interface NamedPosting extends WalletPosting {
  readonly kind: 'USER' | SystemKind;
  readonly name: string;
}

/** Reads and locks the transaction that is to be reversed. */
export const createReversalStore = (db: Pick<Sql, '$queryRaw' | '$executeRaw'>) => ({
  /** A transaction, locked until the transaction of the database ends; null when there is none. */
  async lockTransaction(id: string): Promise<WalletTransaction | null> {
    const [row] = await db.$queryRaw<WalletTransaction[]>`
      SELECT ${TRANSACTION_COLUMNS} FROM ledger_transaction AS t WHERE t.id = ${id} FOR NO KEY UPDATE`;
    return row ?? null;
  },

  /** The postings of a transaction, the negative ones first. */
  namedPostings: (transactionId: string): PromiseLike<NamedPosting[]> => db.$queryRaw<NamedPosting[]>`
    SELECT p.transaction_id AS "transactionId", p.account_id AS "accountId", p.amount, p.currency, a.kind, a.name
    FROM posting AS p JOIN account AS a ON a.id = p.account_id WHERE p.transaction_id = ${transactionId}
    ORDER BY p.amount, p.account_id`,

  /** Adds to what was reversed of a locked transaction. */
  async noteReversal(id: string, amount: bigint): Promise<void> {
    await db.$executeRaw`
      UPDATE ledger_transaction SET reversed = reversed + ${amount.toString()}::bigint WHERE id = ${id}`;
  },
});
