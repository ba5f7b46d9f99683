import type { Sql } from '../../../../runtime/database/database.ts';

/** Something in the books that is wrong. */
export interface LedgerFault {
  /** Id of a transaction, an account or a hold. */
  readonly id: string;
  readonly fault: string;
}

/** All money in one currency. */
export interface LedgerSum {
  readonly currency: string;
  readonly external: bigint;
  readonly internal: bigint;
}

/** What a check of the ledger reads. Run it in one transaction that is REPEATABLE READ, or the parts do not fit together. */
export const createIntegrityStore = (db: Pick<Sql, '$queryRaw'>) => ({
  async countTransactions(): Promise<bigint> {
    const [row] = await db.$queryRaw<{ count: bigint }[]>`SELECT count(*) AS count FROM ledger_transaction`;
    return row?.count ?? 0n;
  },

  /** The first transaction, in the order of numbers, whose postings are not what it says. */
  async firstWrongTransaction(): Promise<LedgerFault | null> {
    const [row] = await db.$queryRaw<LedgerFault[]>`
      SELECT id, fault FROM (
        SELECT t.id, t.number, CASE
          WHEN p.postings IS NULL OR p.postings < 2 THEN 'it has fewer than two postings'
          WHEN p.sum <> 0 THEN 'its postings add up to ' || p.sum
          WHEN p.moved <> t.amount THEN 'its postings move ' || p.moved || ' and not ' || t.amount
          WHEN p.currencies > 1 OR p.currency <> t.currency THEN 'a posting is in another currency'
          WHEN t.reversed <> coalesce(r.reversed, 0) THEN 'its reversals add up to ' || coalesce(r.reversed, 0)
            || ' and not ' || t.reversed
        END AS fault
        FROM ledger_transaction AS t
        LEFT JOIN (
          SELECT transaction_id, count(*) AS postings, sum(amount) AS sum, sum(amount) FILTER (WHERE amount > 0) AS moved,
            count(DISTINCT currency) AS currencies, min(currency) AS currency
          FROM posting GROUP BY transaction_id) AS p ON p.transaction_id = t.id
        LEFT JOIN (
          SELECT reverses_id, sum(amount) AS reversed FROM ledger_transaction WHERE reverses_id IS NOT NULL
          GROUP BY reverses_id) AS r ON r.reverses_id = t.id
        UNION ALL
        SELECT p.transaction_id, 0, 'a posting belongs to no transaction' FROM posting AS p
        WHERE NOT EXISTS (SELECT FROM ledger_transaction AS t WHERE t.id = p.transaction_id)
      ) AS found WHERE fault IS NOT NULL ORDER BY number, id LIMIT 1`;
    return row ?? null;
  },

  /** The first posting, in the order of accounts and their changes, that does not continue the balance of its account. */
  async firstWrongPosting(): Promise<LedgerFault | null> {
    const [row] = await db.$queryRaw<LedgerFault[]>`
      SELECT transaction_id AS id, 'its posting leaves ' || balance_after || ' on ' || account_id || ' and not ' || running AS fault
      FROM (
        SELECT transaction_id, account_id, sequence, balance_after,
          sum(amount) OVER (PARTITION BY account_id ORDER BY sequence) AS running
        FROM posting WHERE sequence IS NOT NULL) AS p
      WHERE balance_after <> running ORDER BY account_id, sequence LIMIT 1`;
    return row ?? null;
  },

  /** The first account, in the order of ids, whose balance is not the sum of its postings and holds. */
  async firstWrongAccount(): Promise<LedgerFault | null> {
    const [row] = await db.$queryRaw<LedgerFault[]>`
      SELECT id, fault FROM (
        SELECT a.id, CASE
          WHEN b.balance <> coalesce(p.sum, 0) THEN 'its balance is ' || b.balance || ' and its postings add up to ' || coalesce(p.sum, 0)
          WHEN p.currencies > 1 OR p.currency <> a.currency THEN 'a posting is in another currency'
          WHEN b.balance < 0 AND a.kind NOT IN ('EXTERNAL', 'LOSSES') THEN 'its balance is negative: ' || b.balance
          WHEN a.held <> coalesce(h.held, 0) THEN 'it reserves ' || a.held || ' and its holds ' || coalesce(h.held, 0)
          WHEN a.live_holds <> coalesce(h.holds, 0) THEN 'it counts ' || a.live_holds || ' live holds and has ' || coalesce(h.holds, 0)
        END AS fault
        FROM account AS a
        CROSS JOIN LATERAL (SELECT CASE WHEN a.kind = 'USER' THEN a.posted ELSE
          coalesce((SELECT value FROM counter WHERE name = 'balance' AND subject = a.id), 0)
          + coalesce((SELECT sum(delta) FROM counter_change WHERE name = 'balance' AND subject = a.id), 0) END AS balance) AS b
        LEFT JOIN (
          SELECT account_id, sum(amount) AS sum, count(DISTINCT currency) AS currencies, min(currency) AS currency
          FROM posting GROUP BY account_id) AS p ON p.account_id = a.id
        LEFT JOIN (
          SELECT account_id, sum(amount - captured) AS held, count(*) AS holds FROM hold WHERE state = 'LIVE'
          GROUP BY account_id) AS h ON h.account_id = a.id
        UNION ALL
        SELECT p.account_id, 'it has postings and does not exist' FROM posting AS p
        WHERE NOT EXISTS (SELECT FROM account AS a WHERE a.id = p.account_id)
      ) AS found WHERE fault IS NOT NULL ORDER BY id LIMIT 1`;
    return row ?? null;
  },

  /** Sums of all postings: of the outside, and of all other accounts. */
  ledgerSums: (): PromiseLike<LedgerSum[]> => db.$queryRaw<LedgerSum[]>`
    SELECT a.currency, coalesce(sum(p.amount) FILTER (WHERE a.kind = 'EXTERNAL'), 0)::bigint AS external,
      coalesce(sum(p.amount) FILTER (WHERE a.kind <> 'EXTERNAL'), 0)::bigint AS internal
    FROM posting AS p JOIN account AS a ON a.id = p.account_id GROUP BY a.currency ORDER BY a.currency`,
});
