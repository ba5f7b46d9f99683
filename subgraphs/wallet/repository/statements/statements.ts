import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { TransactionKind } from '../ledger/transaction-order.ts';

/** Which postings of an account a statement has: those whose sequence is above `after` and not above `upTo`. */
export interface StatementRange {
  readonly accountId: string;
  readonly currency: string;
  readonly after: bigint;
  readonly upTo: bigint;
  /** What the account had before the first of them, and after the last one. */
  readonly opening: bigint;
  readonly closing: bigint;
}

/** A posting in a statement. */
export interface StatementLine {
  readonly sequence: bigint;
  readonly transactionId: string;
  readonly number: bigint;
  readonly kind: TransactionKind;
  readonly amount: bigint;
  readonly balanceAfter: bigint;
  readonly memo: string | null;
  readonly referenceType: string | null;
  readonly referenceId: string | null;
  readonly postedAt: Date;
}

/** SQL: the newest posting of an account before an instant. */
const lastBefore = (accountId: string, at: Date) => sql`
  SELECT p.sequence, p.balance_after FROM posting AS p
  WHERE p.account_id = ${accountId} AND p.created_at < ${at} AND p.sequence IS NOT NULL ORDER BY p.sequence DESC LIMIT 1`;

/** Reads statements. */
export const createStatementStore = (db: Pick<Sql, '$queryRaw'>) => ({
  /**
   * The postings of a person's account from `from` on and before `to`, as one snapshot of the database has them: postings do not
   * change, so lines that are read afterwards belong to the same snapshot. Null when the account is nobody's.
   */
  async statementRange(accountId: string, from: Date, to: Date): Promise<StatementRange | null> {
    const [row] = await db.$queryRaw<Omit<StatementRange, 'accountId'>[]>`
      SELECT a.currency, coalesce(b.sequence, 0)::bigint AS after, greatest(e.sequence, b.sequence, 0)::bigint AS "upTo",
        coalesce(b.balance_after, 0)::bigint AS opening,
        CASE WHEN e.sequence > coalesce(b.sequence, 0) THEN e.balance_after ELSE coalesce(b.balance_after, 0) END::bigint AS closing
      FROM account AS a LEFT JOIN LATERAL (${lastBefore(accountId, from)}) AS b ON TRUE
        LEFT JOIN LATERAL (${lastBefore(accountId, to)}) AS e ON TRUE
      WHERE a.id = ${accountId} AND a.owner_id IS NOT NULL`;
    return row === undefined ? null : { accountId, ...row };
  },

  /** Lines of a statement after a sequence, in their order. */
  statementLines: ({ accountId, upTo }: StatementRange, after: bigint, limit: number): PromiseLike<StatementLine[]> =>
    db.$queryRaw<StatementLine[]>`
      SELECT p.sequence, p.transaction_id AS "transactionId", t.number, t.kind, p.amount, p.balance_after AS "balanceAfter",
        t.memo, t.reference_type AS "referenceType", t.reference_id AS "referenceId", p.created_at AS "postedAt"
      FROM posting AS p JOIN ledger_transaction AS t ON t.id = p.transaction_id
      WHERE p.account_id = ${accountId} AND p.sequence > ${after} AND p.sequence <= ${upTo}
      ORDER BY p.sequence LIMIT ${limit}`,
});
