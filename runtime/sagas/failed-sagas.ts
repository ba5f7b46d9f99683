import type { Sql } from '../database/database.ts';

/** Most sagas that are listed at a time. */
const LIST_LIMIT = 500;

/** A saga that does not proceed: its step has failed. */
export interface FailedSaga {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly state: string;
  readonly enteredAt: Date;
  readonly attempts: number;
  /** When its step is tried again; null when it is not, until somebody retries it. */
  readonly dueAt: Date | null;
  readonly error: string;
}

/** Sagas whose step has failed since they entered their state, those first that have been in it for longest. */
export const failedSagas = (sql: Sql): PromiseLike<FailedSaga[]> =>
  sql.$queryRaw<FailedSaga[]>`
    SELECT s.id, s.kind, s.subject, s.state, s.entered_at AS "enteredAt", w.attempts,
      CASE WHEN w.failed_at IS NULL THEN w.due_at END AS "dueAt", w.last_error AS error
    FROM saga AS s JOIN work_item AS w USING (id)
    WHERE s.ended_at IS NULL AND w.last_error IS NOT NULL ORDER BY s.entered_at, s.id LIMIT ${LIST_LIMIT}`;

/** Has the failed step of a saga, or of all when `id` is null, run now; returns how many. */
export const retrySagas = (sql: Sql, id: string | null, now: Date): PromiseLike<number> =>
  sql.$executeRaw`
    UPDATE work_item AS w SET due_at = least(w.due_at, ${now}::timestamptz), failed_at = NULL,
      failures = CASE WHEN w.failed_at IS NULL THEN w.failures ELSE 0 END
    FROM saga AS s
    WHERE s.id = w.id AND s.ended_at IS NULL AND w.last_error IS NOT NULL AND w.lease_token IS NULL
      AND (s.id = ${id} OR ${id}::text IS NULL)`;

/** Ends a saga in the state it is in, without a further step; false when it does not run. */
export async function abandonSaga(sql: Sql, id: string, now: Date): Promise<boolean> {
  const ended = await sql.$executeRaw`
    UPDATE saga SET ended_at = ${now}, last_error = 'abandoned' WHERE id = ${id} AND ended_at IS NULL`;
  // One that is being worked on finds the saga ended and removes itself.
  await sql.$executeRaw`
    DELETE FROM work_item
    WHERE id IN (SELECT w.id FROM work_item AS w JOIN saga AS s USING (id) WHERE w.id = ${id} FOR UPDATE OF w SKIP LOCKED)`;
  return ended === 1;
}
