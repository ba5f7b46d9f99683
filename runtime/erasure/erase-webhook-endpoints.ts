import type { Sql } from '../database/database.ts';

/** Endpoints that one statement erases; each takes its deliveries with it. */
const BATCH_SIZE = 10;

/** Erases some of a person's webhook endpoints; true when none are left. */
export async function eraseWebhookEndpoints(db: Sql, userId: string): Promise<boolean> {
  const erased = await db.$executeRaw`
    DELETE FROM webhook_endpoint WHERE id IN (
      SELECT id FROM webhook_endpoint WHERE owner_id = ${userId} LIMIT ${BATCH_SIZE})`;
  return erased < BATCH_SIZE;
}
