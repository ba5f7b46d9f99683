import type { Sql } from '../../../runtime/database/database.ts';

/** Rows that one statement clears. */
const BATCH_SIZE = 1_000;

/** Clears what people have written beside their payments. Rows of money stay: payment, refund, payment_dispute. */
export const createErasureStore = (db: Sql) => ({
  /** Clears texts of some payments of a person, and of their refunds and disputes; true when none are left. */
  async clearTexts(payerId: string): Promise<boolean> {
    const payments = await db.$executeRaw`
      UPDATE payment SET metadata = '[]'::jsonb, return_url = NULL WHERE id IN (
        SELECT id FROM payment
        WHERE payer_id = ${payerId} AND (metadata <> '[]'::jsonb OR return_url IS NOT NULL) LIMIT ${BATCH_SIZE}::int)`;
    const refunds = await db.$executeRaw`
      UPDATE refund SET reason = NULL WHERE id IN (
        SELECT r.id FROM refund r JOIN payment p ON p.id = r.payment_id
        WHERE p.payer_id = ${payerId} AND r.reason IS NOT NULL LIMIT ${BATCH_SIZE}::int)`;
    const disputes = await db.$executeRaw`
      UPDATE payment_dispute SET evidence = NULL WHERE id IN (
        SELECT d.id FROM payment_dispute d JOIN payment p ON p.id = d.payment_id
        WHERE p.payer_id = ${payerId} AND d.evidence IS NOT NULL LIMIT ${BATCH_SIZE}::int)`;
    return payments < BATCH_SIZE && refunds < BATCH_SIZE && disputes < BATCH_SIZE;
  },
});
