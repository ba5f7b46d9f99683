import type { Sql } from '../database/database.ts';
import type { DeliveredEvent } from './event-type.ts';
import { moveTo } from './inbox-table.ts';

/** PostgreSQL cannot store NUL, and an error that cannot be stored would block all later events. */
const storable = (error: string): string => error.replaceAll('\0', '\u{fffd}').slice(0, 10_000);

/** Moves an event to the dead letters with its error, and the position past it. Call it within a transaction. */
export async function moveToDeadLetters(sql: Sql, event: DeliveredEvent, error: string): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO dead_letter (id, producer, number, type, payload, error)
    VALUES (${event.id}, ${event.producer}, ${event.number}, ${event.type}, ${JSON.stringify(event.payload)}::jsonb, ${storable(error)})
    ON CONFLICT (id) DO UPDATE SET error = excluded.error, failed_at = CURRENT_TIMESTAMP`;
  await moveTo(sql, event.producer, event);
}

/** The dead letters, oldest first. */
export async function deadLetters(
  sql: Sql,
): Promise<(DeliveredEvent & { readonly error: string; readonly failedAt: Date })[]> {
  const rows = await sql.$queryRaw<
    { id: string; producer: string; number: bigint; type: string; payload: unknown; error: string; failed_at: Date }[]
  >`SELECT id, producer, number, type, payload, error, failed_at FROM dead_letter ORDER BY failed_at, id`;
  return rows.map(({ failed_at: failedAt, ...row }) => ({ ...row, epoch: '', number: Number(row.number), failedAt }));
}

/** Removes an event from the dead letters, in the transaction that handles it. Returns false when it is not there. */
export async function restoreDeadLetter(sql: Sql, id: string): Promise<boolean> {
  return (await sql.$executeRaw`DELETE FROM dead_letter WHERE id = ${id}`) === 1;
}

/** Records the new error of a dead letter. */
export async function recordFailure(sql: Sql, id: string, error: string): Promise<void> {
  await sql.$executeRaw`UPDATE dead_letter SET error = ${storable(error)}, failed_at = CURRENT_TIMESTAMP WHERE id = ${id}`;
}
