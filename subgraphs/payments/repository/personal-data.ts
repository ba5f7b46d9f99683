import type { Sql } from '../../../runtime/database/database.ts';
import type { Collection } from '../../../runtime/personal-data/collections.ts';

interface RefundRow {
  readonly id: string;
  readonly paymentId: string;
  /** Text: JSON has no large integers. */
  readonly amount: string;
  readonly currency: string;
  readonly state: string;
  readonly reason: string | null;
  readonly createdAt: Date;
}

/** Refunds of a person's payments, for their copy: no column of a refund names them. */
export const refundCollection = (db: Sql): Collection => ({
  name: 'refunds',
  async read(userId, after, limit) {
    const rows = await db.$queryRaw<RefundRow[]>`
      SELECT r.id, r.payment_id AS "paymentId", r.amount::text AS amount, p.currency, r.state, r.reason,
        r.created_at AS "createdAt"
      FROM refund r JOIN payment p ON p.id = r.payment_id
      WHERE p.payer_id = ${userId} AND r.id > ${after} ORDER BY r.id LIMIT ${limit}::int`;
    return rows.map((record) => ({ key: record.id, record }));
  },
});
