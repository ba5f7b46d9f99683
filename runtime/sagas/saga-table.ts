import type { Sql } from '../database/database.ts';

/** A saga whose row is locked by the transaction of a step. */
export interface LockedSaga {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly state: string;
  readonly data: object;
  readonly version: number;
  readonly wakes: number;
  readonly endedAt: Date | null;
}

/** Adds a saga; false when there is one of this kind and subject. */
export async function insertSaga(
  sql: Sql,
  saga: Pick<LockedSaga, 'id' | 'kind' | 'subject' | 'state' | 'data'>,
  now: Date,
): Promise<boolean> {
  const added = await sql.$executeRaw`
    INSERT INTO saga (id, kind, subject, state, data, started_at, entered_at)
    VALUES (${saga.id}, ${saga.kind}, ${saga.subject}, ${saga.state}, ${JSON.stringify(saga.data)}::jsonb, ${now}, ${now})
    ON CONFLICT (kind, subject) DO NOTHING`;
  return added === 1;
}

/** Reads a saga that no other transaction changes until this one ends; null when there is none. */
export async function lockSaga(sql: Sql, id: string): Promise<LockedSaga | null> {
  const [row] = await sql.$queryRaw<LockedSaga[]>`
    SELECT id, kind, subject, state, data, version, wakes, ended_at AS "endedAt" FROM saga WHERE id = ${id} FOR UPDATE`;
  return row ?? null;
}

/** Has a locked saga enter a state. */
export async function enterState(
  sql: Sql,
  id: string,
  entry: { readonly state: string; readonly data: object; readonly error: string | null; readonly isEnd: boolean },
  now: Date,
): Promise<void> {
  await sql.$executeRaw`
    UPDATE saga SET state = ${entry.state}, data = ${JSON.stringify(entry.data)}::jsonb, version = version + 1,
      last_error = coalesce(${entry.error}, last_error), entered_at = ${now},
      ended_at = CASE WHEN ${entry.isEnd} THEN ${now}::timestamptz END
    WHERE id = ${id}`;
}

/**
 * Has a saga's next step due now; false when there is no such saga that runs. The saga is locked first, so its step either
 * sees what this transaction has changed or sees that it was woken. An item that is locked is being claimed or worked on.
 */
export async function wakeSagaRow(sql: Sql, kind: string, subject: string, now: Date): Promise<boolean> {
  const [saga] = await sql.$queryRaw<{ id: string }[]>`
    UPDATE saga SET wakes = wakes + 1 WHERE kind = ${kind} AND subject = ${subject} AND ended_at IS NULL RETURNING id`;
  if (saga === undefined) return false;
  await sql.$executeRaw`
    UPDATE work_item SET due_at = least(due_at, ${now}::timestamptz)
    WHERE id IN (SELECT id FROM work_item WHERE id = ${saga.id} FOR UPDATE SKIP LOCKED)`;
  return true;
}
