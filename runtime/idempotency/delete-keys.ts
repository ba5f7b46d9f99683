import type { Sql } from '../database/database.ts';

/** Rows of one statement, so that none of them runs into its time limit. */
const BATCH_SIZE = 1_000;

/** Deletes some of the keys that have expired; true when none are left. */
export async function pruneKeys(sql: Sql, now: Date): Promise<boolean> {
  const pruned = await sql.$executeRaw`
    DELETE FROM idempotency_key WHERE (scope, operation, key) IN (
      SELECT scope, operation, key FROM idempotency_key WHERE expires_at <= ${now} ORDER BY expires_at LIMIT ${BATCH_SIZE})`;
  return pruned < BATCH_SIZE;
}

/** Deletes some of a person's keys; true when none are left. */
export async function eraseKeys(sql: Sql, userId: string): Promise<boolean> {
  const erased = await sql.$executeRaw`
    DELETE FROM idempotency_key WHERE (scope, operation, key) IN (
      SELECT scope, operation, key FROM idempotency_key WHERE scope = ${userId} LIMIT ${BATCH_SIZE})`;
  return erased < BATCH_SIZE;
}
