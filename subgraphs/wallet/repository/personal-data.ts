import type { Sql } from '../../../runtime/database/database.ts';
import type { SqlFragment } from '../../../runtime/database/sql-fragment.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { Collection } from '../../../runtime/personal-data/collections.ts';

/** A collection of rows with an id, each with the columns as the person is shown them. */
const collectionOf = (
  db: Pick<Sql, '$queryRaw'>,
  name: string,
  rowsOf: (userId: string, after: string, limit: number) => SqlFragment,
): Collection => ({
  name,
  async read(userId, after, limit) {
    const rows = await db.$queryRaw<{ id: string }[]>`${rowsOf(userId, after, limit)}`;
    return rows.map((record) => ({ key: record.id, record }));
  },
});

/** What the domain keeps about a person: `Account`, `LedgerTransaction` by its postings, `MoneyRequest`, and what hangs on an account. */
export const walletData = (db: Pick<Sql, '$queryRaw'>): readonly Collection[] => [
  collectionOf(
    db,
    'walletAccounts',
    (userId, after, limit) => sql`
      SELECT id, currency, state, posted, held, created_at AS "createdAt" FROM account
      WHERE owner_id = ${userId} AND id > ${after} ORDER BY id LIMIT ${limit}`,
  ),
  collectionOf(
    db,
    'walletTransactions',
    (userId, after, limit) => sql`
      SELECT t.id, t.kind, p.account_id AS "accountId", p.amount, t.currency, t.memo, t.reference_type AS "referenceType",
        t.reference_id AS "referenceId", t.created_at AS "createdAt"
      FROM ledger_transaction AS t JOIN posting AS p ON p.transaction_id = t.id
        JOIN account AS a ON a.id = p.account_id
      WHERE a.owner_id = ${userId} AND t.id > ${after} ORDER BY t.id LIMIT ${limit}`,
  ),
  collectionOf(
    db,
    'walletHolds',
    (userId, after, limit) => sql`
      SELECT h.id, h.account_id AS "accountId", h.amount, h.captured, h.state, h.expires_at AS "expiresAt",
        h.created_at AS "createdAt"
      FROM hold AS h JOIN account AS a ON a.id = h.account_id
      WHERE a.owner_id = ${userId} AND h.id > ${after} ORDER BY h.id LIMIT ${limit}`,
  ),
  collectionOf(
    db,
    'deposits',
    (userId, after, limit) => sql`
      SELECT d.id, d.account_id AS "accountId", d.amount, d.state, d.failure_code AS "failureCode", d.created_at AS "createdAt"
      FROM deposit AS d JOIN account AS a ON a.id = d.account_id
      WHERE a.owner_id = ${userId} AND d.id > ${after} ORDER BY d.id LIMIT ${limit}`,
  ),
  collectionOf(
    db,
    'withdrawals',
    (userId, after, limit) => sql`
      SELECT w.id, w.account_id AS "accountId", w.amount, w.state, w.failure_code AS "failureCode", w.created_at AS "createdAt"
      FROM withdrawal AS w JOIN account AS a ON a.id = w.account_id
      WHERE a.owner_id = ${userId} AND w.id > ${after} ORDER BY w.id LIMIT ${limit}`,
  ),
  collectionOf(
    db,
    'moneyRequests',
    (userId, after, limit) => sql`
      SELECT id, CASE WHEN payer_id = ${userId} THEN 'RECEIVED' ELSE 'SENT' END AS direction, amount, currency, memo, state,
        created_at AS "createdAt"
      FROM money_request WHERE (payer_id = ${userId} OR requester_id = ${userId}) AND id > ${after} ORDER BY id LIMIT ${limit}`,
  ),
];
