import type { Sql } from '../database/database.ts';
import { LEASE_MS } from '../resilience/retry-times.ts';

/** A delivery that this process has claimed, with what sending it takes. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly body: string;
  readonly url: string;
  /** This one included. */
  readonly attempts: number;
  readonly secretVersion: number;
  /** Until then the version before signs too. */
  readonly previousUntil: Date | null;
}

const RETENTION_MS = 30 * 24 * 60 * 60 * 1_000;

/**
 * Claims deliveries that are due, the longest due first: at most `limit`, none of the endpoints in `busy`, and of each other one
 * at most `perEndpoint`. A claim ends with its lease, so that another process takes over what a crash left.
 */
export async function claimDeliveries(
  sql: Sql,
  now: Date,
  {
    limit,
    perEndpoint,
    busy,
  }: { readonly limit: number; readonly perEndpoint: number; readonly busy: readonly string[] },
): Promise<ClaimedDelivery[]> {
  return await sql.$queryRaw<ClaimedDelivery[]>`
    WITH due AS (
      SELECT d.id FROM webhook_endpoint e CROSS JOIN LATERAL (
        SELECT id, due_at FROM webhook_delivery
        WHERE endpoint_id = e.id AND state = 'PENDING' AND due_at <= ${now}
        ORDER BY due_at LIMIT ${perEndpoint} FOR UPDATE SKIP LOCKED) d
      WHERE e.is_enabled AND NOT (e.id = ANY (${[...busy]}::text[])) ORDER BY d.due_at LIMIT ${limit})
    UPDATE webhook_delivery d SET due_at = ${new Date(now.getTime() + LEASE_MS)}, attempts = d.attempts + 1
    FROM due, webhook_endpoint e WHERE d.id = due.id AND e.id = d.endpoint_id
    RETURNING d.id, d.endpoint_id AS "endpointId", d.event_id AS "eventId", d.body, e.url, d.attempts,
      e.secret_version AS "secretVersion", e.previous_until AS "previousUntil"`;
}

/** What became of an attempt: `retryAt` null where there is no further one. */
interface SettledDelivery {
  readonly isSent: boolean;
  readonly error: string | null;
  readonly retryAt: Date | null;
}

/** Stores what became of an attempt, unless another process has claimed the delivery since. */
export async function settleDelivery(
  sql: Sql,
  { id, attempts }: Pick<ClaimedDelivery, 'id' | 'attempts'>,
  { isSent, error, retryAt }: SettledDelivery,
  now: Date,
): Promise<void> {
  const state = isSent ? 'SENT' : retryAt === null ? 'DEAD' : 'PENDING';
  await sql.$executeRaw`
    UPDATE webhook_delivery SET state = ${state}::text, error = ${error}::text, due_at = coalesce(${retryAt}::timestamptz, due_at),
      settled_at = CASE WHEN ${state}::text = 'PENDING' THEN NULL ELSE ${now}::timestamptz END
    WHERE id = ${id} AND attempts = ${attempts} AND state = 'PENDING'`;
}

/** Disables an endpoint that is gone. What waits for it stays, and goes on when its owner enables it again. */
export async function disableEndpoint(sql: Sql, endpointId: string): Promise<void> {
  await sql.$executeRaw`UPDATE webhook_endpoint SET is_enabled = FALSE WHERE id = ${endpointId}`;
}

/** Deletes deliveries after 30 days, whatever became of them. */
export async function pruneDeliveries(sql: Sql, now: Date): Promise<void> {
  await sql.$executeRaw`DELETE FROM webhook_delivery WHERE created_at < ${new Date(now.getTime() - RETENTION_MS)}`;
}
