import { type SqlFragment, sql } from '../database/sql-fragment.ts';
import { hashJson } from '../text/hash-json.ts';
import { KEY_TIMEOUT_MS } from './key-in-use.ts';

/** Identifies a call: the same three again are a repetition. */
export interface IdempotencyKey {
  /** Who calls: a person's id, or the name of a service. */
  readonly scope: string;
  /** The name of the mutation. */
  readonly operation: string;
  /** As the client chose it. */
  readonly key: string;
}

/** What is stored when a call takes its key. */
export interface KeyClaim extends IdempotencyKey {
  /** Of all that the effect depends on. */
  readonly inputHash: string;
  readonly now: Date;
  readonly expiresAt: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The claim of a call whose outcome is kept for so many days. */
export const keyClaimOf = (
  { scope, operation, key, input }: IdempotencyKey & { readonly input: unknown },
  retentionDays: number,
  now: Date,
): KeyClaim => ({
  ...{ scope, operation, key, inputHash: hashJson(input), now },
  expiresAt: new Date(now.getTime() + retentionDays * DAY_MS),
});

/** An outcome as it is stored. JSON has no large integers: amounts go as text, as in the graph. */
export const outcomeJson = (outcome: object): string =>
  JSON.stringify(outcome, (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

/**
 * SQL: takes a key where it is free or has expired, and stores the outcome with it; one row when it did. For an effect that
 * is one statement, which reads from this part and so needs no transaction around it. `source` is a query of one row when the
 * effect is to happen, and of none otherwise. The statement waits for a call with the key as long as `claimKey` does;
 * `isKeyInUse` recognizes its error.
 */
export const claimWithOutcome = (
  { scope, operation, key, inputHash, now, expiresAt }: KeyClaim,
  outcome: object,
  source: SqlFragment,
): SqlFragment => sql`
  INSERT INTO idempotency_key AS stored (scope, operation, key, input_hash, outcome, expires_at)
  SELECT ${scope}::text, ${operation}::text, ${key}::text, ${inputHash}::text, ${outcomeJson(outcome)}::jsonb, ${expiresAt}::timestamptz
  FROM (SELECT set_config('lock_timeout', ${`${KEY_TIMEOUT_MS}ms`}, true)) AS configured(lock_timeout)
    CROSS JOIN (${source}) AS source
  WHERE lock_timeout IS NOT NULL
  ON CONFLICT (scope, operation, key) DO UPDATE
  SET input_hash = excluded.input_hash, outcome = excluded.outcome, expires_at = excluded.expires_at
  WHERE stored.expires_at <= ${now}
  RETURNING key`;
