import type { Sql } from '../../../../runtime/database/database.ts';

/** What stands against deleting the account of a person, in one currency. */
interface Obstacle {
  readonly kind: 'BALANCE' | 'HOLD' | 'PAYOUT';
  readonly count: number;
  readonly amount: bigint;
  readonly currency: string;
}

/** Reads what a person still has or waits for. */
export const createObstacleStore = (db: Pick<Sql, '$queryRaw'>) => ({
  /** Balances, live holds, and deposits and withdrawals that are on their way; what a withdrawal reserves is not a hold besides. */
  obstaclesOf: (ownerId: string): PromiseLike<Obstacle[]> => db.$queryRaw<Obstacle[]>`
    WITH mine AS (SELECT id, currency, posted FROM account WHERE owner_id = ${ownerId}), found AS (
      SELECT 'BALANCE' AS kind, posted AS amount, currency FROM mine WHERE posted > 0
      UNION ALL
      SELECT 'HOLD', h.amount - h.captured, mine.currency FROM mine JOIN hold AS h ON h.account_id = mine.id
      WHERE h.state = 'LIVE' AND NOT EXISTS (SELECT FROM withdrawal AS w WHERE w.hold_id = h.id)
      UNION ALL
      SELECT 'PAYOUT', w.amount, mine.currency FROM mine JOIN withdrawal AS w ON w.account_id = mine.id
      WHERE w.state IN ('REQUESTED', 'SUBMITTED')
      UNION ALL
      SELECT 'PAYOUT', d.amount, mine.currency FROM mine JOIN deposit AS d ON d.account_id = mine.id WHERE d.state = 'PENDING'
    )
    SELECT kind, count(*)::int AS count, sum(amount)::bigint AS amount, currency FROM found
    GROUP BY kind, currency ORDER BY kind, currency`,
});
