import type { Sql } from '../../../runtime/database/database.ts';
import type { DeletionObstacle } from '../../../runtime/erasure/deletion-obstacles.ts';

interface ObstacleRow extends Omit<DeletionObstacle, 'amount'> {
  readonly amount: bigint;
  readonly currency: string;
}

/** What has to end before a person may delete their account. */
export const createObstacleStore = (db: Sql) => ({
  /** Open disputes, refunds and payouts on their way, and what is authorized and not captured, by kind and currency. */
  async obstaclesOf(userId: string): Promise<DeletionObstacle[]> {
    const rows = await db.$queryRaw<ObstacleRow[]>`
      SELECT kind, currency, count(*)::int AS count, sum(amount)::bigint AS amount FROM (
        SELECT 'DISPUTE' AS kind, p.currency, d.amount FROM payment_dispute d JOIN payment p ON p.id = d.payment_id
        WHERE p.payer_id = ${userId} AND d.state IN ('NEEDS_RESPONSE', 'UNDER_REVIEW')
        UNION ALL
        SELECT 'HOLD', currency, amount - captured FROM payment WHERE payer_id = ${userId} AND state = 'AUTHORIZED'
        UNION ALL
        SELECT 'PAYOUT', p.currency, r.amount FROM refund r JOIN payment p ON p.id = r.payment_id
        WHERE p.payer_id = ${userId} AND r.state IN ('CREATED', 'SUBMITTED', 'PENDING')
        UNION ALL
        SELECT 'PAYOUT', currency, amount FROM payout_transfer
        WHERE payee_id = ${userId} AND state IN ('CREATED', 'SUBMITTED')
      ) AS obstacle GROUP BY kind, currency ORDER BY kind, currency`;
    return rows.map(({ kind, count, amount, currency }) => ({ kind, count, amount: { amount, currency } }));
  },
});
