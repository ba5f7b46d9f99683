import type { Sql } from '../../../../runtime/database/database.ts';

/** What stands against deleting the account of a person, in one currency. */
interface Obstacle {
  readonly kind: 'ORDER' | 'PAYOUT';
  readonly count: number;
  readonly amount: bigint;
  readonly currency: string;
}

/** Reads what a person has not finished as a buyer or a seller. */
export const createOrderObstacleStore = (db: Pick<Sql, '$queryRaw'>) => ({
  /** Orders that are not completed, sales whose money is still held, and refunds on their way. */
  orderObstaclesOf: (userId: string): PromiseLike<Obstacle[]> => db.$queryRaw<Obstacle[]>`
    WITH found AS (
      SELECT 'ORDER' AS kind, total AS amount, currency FROM shop_order
      WHERE buyer_id = ${userId} AND state IN ('PENDING', 'CONFIRMED', 'PARTIALLY_FULFILLED', 'FULFILLED', 'DELIVERED')
      UNION ALL
      SELECT 'ORDER', p.total - p.refund_total, o.currency FROM order_part AS p JOIN shop_order AS o ON o.id = p.order_id
      WHERE p.seller_id = ${userId} AND o.stock <> 'FREED' AND p.payout IN ('HELD', 'RELEASING') AND p.refund_total < p.total
      UNION ALL
      SELECT 'PAYOUT', r.amount, o.currency FROM order_refund AS r JOIN shop_order AS o ON o.id = r.order_id
        JOIN order_part AS p ON p.id = r.part_id
      WHERE r.state = 'PENDING' AND (o.buyer_id = ${userId} OR p.seller_id = ${userId})
    )
    SELECT kind, count(*)::int AS count, sum(amount)::bigint AS amount, currency FROM found
    GROUP BY kind, currency ORDER BY kind, currency`,
});
