import type { Sql } from '../database/database.ts';

/** PostgreSQL stores no NUL; an error that cannot be stored would be tried for ever. */
const storable = (error: string): string => error.replaceAll('\0', '\u{fffd}').slice(0, 2_000);

/**
 * Removes an item in the transaction of its effect. False when it is not claimed under this token any more: another
 * process has it or had it, and the transaction must be rolled back.
 */
export async function removeWork(sql: Sql, id: string, token: string): Promise<boolean> {
  return (await sql.$executeRaw`DELETE FROM work_item WHERE id = ${id} AND lease_token = ${token}`) === 1;
}

/** How an attempt ended that did not complete its item. */
export interface FailedAttempt {
  readonly dueAt: Date;
  readonly error: string | null;
  /** Whether the item itself is the cause, rather than a database or domain that is away. */
  readonly counts: boolean;
}

/** Releases an item to be tried again, unless another process has it by now. */
export async function postponeWork(sql: Sql, id: string, token: string, attempt: FailedAttempt): Promise<void> {
  const { dueAt, error, counts } = attempt;
  await sql.$executeRaw`
    UPDATE work_item SET lease_token = NULL, lease_until = NULL, due_at = ${dueAt},
      last_error = coalesce(${error === null ? null : storable(error)}, last_error), failures = failures - ${counts ? 0 : 1}::int
    WHERE id = ${id} AND lease_token = ${token}`;
}

/** Makes an item a dead letter, unless another process has it by now. Those behind it in its key proceed. */
export async function moveWorkToDeadLetters(
  sql: Sql,
  id: string,
  token: string,
  failure: { readonly error: string; readonly at: Date },
): Promise<void> {
  await sql.$executeRaw`
    UPDATE work_item SET lease_token = NULL, lease_until = NULL, last_error = ${storable(failure.error)},
      failed_at = ${failure.at}
    WHERE id = ${id} AND lease_token = ${token}`;
}
