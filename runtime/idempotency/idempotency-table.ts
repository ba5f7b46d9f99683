import { AT_COMMIT } from '../database/at-commit.ts';
import type { Sql } from '../database/database.ts';
import { type IdempotencyKey, type KeyClaim, outcomeJson } from './key-claim.ts';
import { KEY_TIMEOUT_MS } from './key-in-use.ts';

/** What is stored under a key. */
export interface StoredOutcome {
  readonly inputHash: string;
  readonly outcome: unknown;
}

/**
 * Inserts the key, or takes over one that has expired; false when another call has used it. Waits for a transaction that
 * has inserted the same key, and this transaction waits no longer than that for any other lock.
 *
 * @throws PostgreSQL's 55P03 when that transaction takes longer than 1.5 s.
 */
export async function claimKey(
  sql: Sql,
  { scope, operation, key, inputHash, now, expiresAt }: KeyClaim,
): Promise<boolean> {
  // The limit is set in the statement that waits, so that a call needs one statement less.
  const claimed = await sql.$executeRaw`
    INSERT INTO idempotency_key AS stored (scope, operation, key, input_hash, expires_at)
    SELECT ${scope}, ${operation}, ${key}, ${inputHash}, ${expiresAt}
    FROM (SELECT set_config('lock_timeout', ${`${KEY_TIMEOUT_MS}ms`}, true)) AS configured(lock_timeout)
    WHERE lock_timeout IS NOT NULL
    ON CONFLICT (scope, operation, key) DO UPDATE
    SET input_hash = excluded.input_hash, outcome = NULL, expires_at = excluded.expires_at
    WHERE stored.expires_at <= ${now}`;
  return claimed === 1;
}

/** What is stored under a key, and has not expired by an instant where one is given; null when nothing is. */
export async function findOutcome(
  sql: Sql,
  { scope, operation, key }: IdempotencyKey,
  now: Date | null = null,
): Promise<StoredOutcome | null> {
  const [row] = await sql.$queryRaw<StoredOutcome[]>`
    SELECT input_hash AS "inputHash", outcome FROM idempotency_key
    WHERE scope = ${scope} AND operation = ${operation} AND key = ${key}
      AND (${now}::timestamptz IS NULL OR expires_at > ${now})`;
  return row ?? null;
}

/** Stores the outcome under a claimed key, in the transaction of the effect. */
export async function storeOutcome(
  sql: Sql,
  { scope, operation, key }: IdempotencyKey,
  outcome: object,
): Promise<void> {
  await sql.$executeRaw`${AT_COMMIT}
    UPDATE idempotency_key SET outcome = ${outcomeJson(outcome)}::jsonb
    WHERE scope = ${scope} AND operation = ${operation} AND key = ${key}`;
}
