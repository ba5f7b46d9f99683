import type { Sql } from '../../../../runtime/database/database.ts';
import type { TransactionKind } from './transaction-order.ts';

/** A posting of an account, with what its transaction says. */
export interface LedgerLine {
  readonly transactionId: string;
  readonly kind: TransactionKind;
  readonly amount: bigint;
  readonly reference: string | null;
  readonly createdAt: Date;
}

/** Postings of an account of a person or of the platform, in the order of their transactions, after one of them. */
export const readLedgerLines = (
  sql: Pick<Sql, '$queryRaw'>,
  accountId: string,
  after: string,
  limit: number,
): PromiseLike<LedgerLine[]> => sql.$queryRaw<LedgerLine[]>`
  SELECT p.transaction_id AS "transactionId", t.kind, p.amount, t.reference_type || ' ' || t.reference_id AS reference,
    p.created_at AS "createdAt"
  FROM posting AS p JOIN ledger_transaction AS t ON t.id = p.transaction_id
  WHERE p.account_id = ${accountId} AND p.transaction_id > ${after} ORDER BY p.transaction_id LIMIT ${limit}`;

/** Takes the limits of time from a transaction of the database: for commands that read all of the ledger. */
export const removeTimeLimits = (sql: Pick<Sql, '$queryRaw'>): PromiseLike<unknown> =>
  sql.$queryRaw`SELECT set_config('statement_timeout', '0', true), set_config('transaction_timeout', '0', true)`;
