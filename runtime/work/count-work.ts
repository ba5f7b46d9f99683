import type { Sql } from '../database/database.ts';

/** The state of one kind of work. */
export interface WorkCount {
  readonly kind: string;
  /** Items whose time has come and that nobody works on. */
  readonly due: number;
  /** Since the oldest of them is due; 0 when there is none. */
  readonly oldestDueSeconds: number;
  readonly dead: number;
}

/** Counts the items of each kind that the table has any of. */
export const countWork = (sql: Sql, now: Date): PromiseLike<WorkCount[]> =>
  sql.$queryRaw<WorkCount[]>`
    SELECT kind, count(*) FILTER (WHERE is_due)::int AS due, count(failed_at)::int AS dead,
      coalesce(extract(epoch FROM ${now}::timestamptz - min(due_at) FILTER (WHERE is_due)), 0)::float AS "oldestDueSeconds"
    FROM (
      SELECT *, failed_at IS NULL AND due_at <= ${now} AND (lease_until IS NULL OR lease_until <= clock_timestamp()) AS is_due
      FROM work_item) AS w
    GROUP BY kind`;
