import type { Sql } from '../../../runtime/database/database.ts';

/** What an account had in a system that was moved here, as it is in the books. */
export interface OpeningBalance {
  readonly id: string;
  /** Null for who has deleted their account. */
  readonly ownerId: string | null;
  readonly currency: string;
  /** What its transaction posted to the account, in minor units; 0 where there was nothing to post. */
  readonly amount: bigint;
}

/** Balances that come by an import. */
export const createOpeningStore = (db: Pick<Sql, '$queryRaw' | '$executeRaw'>) => ({
  /** Those of the ids that are there, with what the ledger says of them. */
  openingBalances: (ids: readonly string[]): PromiseLike<OpeningBalance[]> => db.$queryRaw<OpeningBalance[]>`
    SELECT o.id, a.owner_id AS "ownerId", a.currency, coalesce(p.amount, 0)::bigint AS amount
    FROM opening_balance AS o JOIN account AS a ON a.id = o.account_id
    LEFT JOIN posting AS p ON p.transaction_id = o.id AND p.account_id = o.account_id
    WHERE o.id = ANY (${[...ids]}::text[])`,

  /** Notes an opening balance of a person's account in a currency; false when it is noted already, or there is no account. */
  async noteOpening(id: string, ownerId: string, currency: string, amount: bigint, now: Date): Promise<boolean> {
    const added = await db.$executeRaw`
      INSERT INTO opening_balance (id, account_id, amount, opened_at)
      SELECT ${id}, a.id, ${amount}::bigint, ${now} FROM account AS a WHERE a.owner_id = ${ownerId} AND a.currency = ${currency}
      ON CONFLICT DO NOTHING`;
    return added === 1;
  },
});
