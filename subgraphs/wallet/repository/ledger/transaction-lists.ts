import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import type { Reference, TransactionKind } from './transaction-order.ts';
import { TRANSACTION_COLUMNS, type WalletTransaction } from './wallet-transaction.ts';

/** Which transactions are listed; null: whatever it is. */
export interface TransactionFilter {
  readonly kind: TransactionKind | null;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly reference: Reference | null;
}

const NEWEST_FIRST: ListOrder = { by: [['p.transaction_id', 'text']], direction: 'DESC' };

/** Lists of transactions, and balances in the past. */
export const createTransactionListStore = (db: Pick<Sql, '$queryRaw'>) => ({
  /** One page of the transactions of accounts, none of which is in two of them; newest first. */
  async transactionPage(
    accountIds: readonly string[],
    { kind, from, to, reference }: TransactionFilter,
    page: PageRequest<readonly [string]>,
  ): Promise<WalletTransaction[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    return await db.$queryRaw<WalletTransaction[]>`
      SELECT ${TRANSACTION_COLUMNS} FROM posting AS p JOIN ledger_transaction AS t ON t.id = p.transaction_id
      WHERE p.account_id = ANY(${[...accountIds]}::text[]) AND ${beyond}
        AND (${kind}::text IS NULL OR t.kind = ${kind})
        AND (${from}::timestamptz IS NULL OR p.created_at >= ${from}) AND (${to}::timestamptz IS NULL OR p.created_at < ${to})
        AND (${reference?.type ?? null}::text IS NULL
          OR (t.reference_type = ${reference?.type ?? null} AND t.reference_id = ${reference?.id ?? null}))
      ${order}`;
  },

  /** What an account had at an instant, that included: as its newest posting until then says, or as all of them add up. */
  async balanceAt(accountId: string, at: Date): Promise<bigint> {
    const [row] = await db.$queryRaw<{ balance: bigint }[]>`
      SELECT (CASE WHEN a.kind = 'USER' THEN (
        SELECT p.balance_after FROM posting AS p WHERE p.account_id = a.id AND p.sequence IS NOT NULL AND p.created_at <= ${at}
        ORDER BY p.sequence DESC LIMIT 1)
      ELSE (SELECT sum(p.amount) FROM posting AS p WHERE p.account_id = a.id AND p.created_at <= ${at}) END)::bigint AS balance
      FROM account AS a WHERE a.id = ${accountId}`;
    return row?.balance ?? 0n;
  },

  /** By transaction: the first one that reverses it, in the order of the ids; null where there is none. */
  async reversalsOf(transactionIds: readonly string[]): Promise<(string | null)[]> {
    const rows = await db.$queryRaw<{ reversesId: string; id: string }[]>`
      SELECT reverses_id AS "reversesId", min(id) AS id FROM ledger_transaction
      WHERE reverses_id = ANY(${[...transactionIds]}::text[]) GROUP BY reverses_id`;
    const byId = new Map(rows.map(({ reversesId, id }) => [reversesId, id]));
    return transactionIds.map((id) => byId.get(id) ?? null);
  },

  /** The other people of transactions, by transaction; without the viewer. */
  async counterparties(viewerId: string, transactionIds: readonly string[]): Promise<(string | null)[]> {
    const rows = await db.$queryRaw<{ id: string; ownerId: string }[]>`
      SELECT p.transaction_id AS id, min(a.owner_id) AS "ownerId" FROM posting AS p JOIN account AS a ON a.id = p.account_id
      WHERE p.transaction_id = ANY(${[...transactionIds]}::text[]) AND a.owner_id <> ${viewerId} GROUP BY p.transaction_id`;
    const byId = new Map(rows.map(({ id, ownerId }) => [id, ownerId]));
    return transactionIds.map((id) => byId.get(id) ?? null);
  },

  /** What left an account on a day in UTC and counts against its limit; accounts of one person. */
  spentOn: (ownerId: string, day: string): PromiseLike<{ currency: string; spent: bigint }[]> => db.$queryRaw<
    { currency: string; spent: bigint }[]
  >`
    SELECT currency, CASE WHEN spent_on = ${day}::date THEN spent ELSE 0 END AS spent FROM account
    WHERE owner_id = ${ownerId} ORDER BY currency`,
});
