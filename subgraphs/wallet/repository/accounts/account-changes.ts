import type { Sql } from '../../../../runtime/database/database.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import type { WalletAccount } from './wallet-account.ts';

/** What became of an account that was to be closed. */
type Closing = 'CLOSED' | 'NOT_EMPTY' | 'FROZEN' | 'NOT_FOUND';

/** What changes accounts of people, but their balances. */
export const createAccountChangeStore = (db: Pick<Sql, '$queryRaw' | '$executeRaw'>) => ({
  /** Opens a person's account; the id of the new one, null when they have one in this currency already. */
  async openAccount(ownerId: string, currency: string, now: Date): Promise<string | null> {
    const [row] = await db.$queryRaw<{ id: string }[]>`
      INSERT INTO account (id, kind, owner_id, currency, created_at)
      SELECT ${newId('wal', now)}, 'USER', ${ownerId}, ${currency}, ${now}
      WHERE NOT EXISTS (SELECT FROM erasure WHERE user_id = ${ownerId})
      ON CONFLICT (owner_id, currency) WHERE owner_id IS NOT NULL DO NOTHING RETURNING id`;
    return row?.id ?? null;
  },

  /** Whether there is such a person: here by an account of theirs, gone by their deletion, or neither. */
  async personState(userId: string): Promise<'HERE' | 'GONE' | 'UNKNOWN'> {
    const [row] = await db.$queryRaw<{ state: 'HERE' | 'GONE' | 'UNKNOWN' }[]>`SELECT CASE
      WHEN EXISTS (SELECT FROM erasure WHERE user_id = ${userId}) THEN 'GONE'
      WHEN EXISTS (SELECT FROM account WHERE owner_id = ${userId}) THEN 'HERE' ELSE 'UNKNOWN' END AS state`;
    return row?.state ?? 'UNKNOWN';
  },

  /** Changes the state of a person's account where it is one of `from`, and logs it; false when it is not. */
  async changeState(accountId: string, from: readonly WalletAccount['state'][], to: WalletAccount['state'], now: Date) {
    const changed = await db.$executeRaw`
      WITH changed AS (
        UPDATE account SET state = ${to}, sequence = sequence + 1
        WHERE id = ${accountId} AND kind = 'USER' AND state = ANY(${[...from]}::text[]) RETURNING id, sequence
      )
      INSERT INTO balance_change (account_id, sequence, created_at) SELECT id, sequence, ${now} FROM changed`;
    return changed === 1;
  },

  /** Closes an empty account of a person; why not, where it cannot be. */
  async closeAccount(ownerId: string, accountId: string, now: Date): Promise<{ outcome: Closing; posted: bigint }> {
    const [row] = await db.$queryRaw<{ outcome: Closing; posted: bigint }[]>`
      WITH locked AS MATERIALIZED (
        SELECT id, state, posted, live_holds FROM account WHERE id = ${accountId} AND owner_id = ${ownerId} FOR NO KEY UPDATE
      ), verdict AS MATERIALIZED (
        SELECT l.*, CASE
          WHEN l.state = 'FROZEN' THEN 'FROZEN'
          WHEN l.posted <> 0 OR l.live_holds > 0
            OR EXISTS (SELECT FROM deposit AS d WHERE d.account_id = l.id AND d.state = 'PENDING')
            OR EXISTS (SELECT FROM withdrawal AS w WHERE w.account_id = l.id AND w.state IN ('REQUESTED', 'SUBMITTED'))
            THEN 'NOT_EMPTY'
          ELSE 'CLOSED' END AS outcome
        FROM locked AS l
      ), changed AS (
        UPDATE account AS a SET state = 'CLOSED', sequence = a.sequence + 1 FROM verdict AS v
        WHERE a.id = v.id AND v.outcome = 'CLOSED' AND v.state = 'OPEN' RETURNING a.id, a.sequence
      ), logged AS (
        INSERT INTO balance_change (account_id, sequence, created_at) SELECT id, sequence, ${now} FROM changed
      )
      SELECT outcome, posted FROM verdict`;
    return row ?? { outcome: 'NOT_FOUND', posted: 0n };
  },
});
