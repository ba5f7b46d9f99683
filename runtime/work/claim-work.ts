import type { Sql } from '../database/database.ts';

/** How many more items of a kind a process works on, and for how long it claims each. */
export interface WorkCapacity {
  readonly kind: string;
  readonly free: number;
  readonly leaseMs: number;
}

/** An item that this process has claimed. */
export interface ClaimedWork {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  /** This one included. */
  readonly attempts: number;
  /** This attempt included until it turns out otherwise. */
  readonly failures: number;
  readonly createdAt: Date;
}

/**
 * Claims what is due and fits, high priority first and then the longest due. No other process gets it until the lease ends
 * by the clock of the database, which is one for all processes. Of a key only the first item is claimed.
 */
export function claimWork(
  sql: Sql,
  capacities: readonly WorkCapacity[],
  token: string,
  now: Date,
): PromiseLike<ClaimedWork[]> {
  const [kinds, free] = [capacities.map(({ kind }) => kind), capacities.map((one) => one.free)];
  const leases = capacities.map(({ leaseMs }) => leaseMs);
  return sql.$queryRaw<ClaimedWork[]>`
    WITH capacity AS (
      SELECT * FROM unnest(${kinds}::text[], ${free}::int[], ${leases}::int[]) AS c(kind, free, lease_ms)
    ), chosen AS (
      SELECT first.id, capacity.lease_ms FROM capacity CROSS JOIN LATERAL (
        -- Priority by priority, so that each is a range of the index and what is due later is not read.
        SELECT due.id FROM unnest(ARRAY[0, 1, 2]) AS p(priority) CROSS JOIN LATERAL (
          SELECT w.id FROM work_item AS w
          WHERE w.kind = capacity.kind AND w.priority = p.priority AND w.failed_at IS NULL AND w.due_at <= ${now}
            AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
            AND (w.key IS NULL OR NOT EXISTS (
              SELECT 1 FROM work_item AS e
              WHERE e.kind = w.kind AND e.key = w.key AND e.position < w.position AND e.failed_at IS NULL))
          ORDER BY w.due_at, w.position LIMIT capacity.free FOR UPDATE SKIP LOCKED) AS due
        LIMIT capacity.free) AS first
    )
    UPDATE work_item AS w
    SET lease_token = ${token}, lease_until = clock_timestamp() + chosen.lease_ms * INTERVAL '1 millisecond',
      attempts = w.attempts + 1, failures = w.failures + 1
    FROM chosen WHERE w.id = chosen.id
    RETURNING w.id, w.kind, w.payload, w.attempts, w.failures, w.created_at AS "createdAt"`;
}

/** Keeps an item for `leaseMs` more; false when it is not claimed under this token any more. */
export async function renewWork(sql: Sql, id: string, token: string, leaseMs: number): Promise<boolean> {
  const renewed = await sql.$executeRaw`
    UPDATE work_item SET lease_until = clock_timestamp() + ${leaseMs}::int * INTERVAL '1 millisecond'
    WHERE id = ${id} AND lease_token = ${token}`;
  return renewed === 1;
}
