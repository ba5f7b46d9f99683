import type { Sql } from '../database.ts';
import type { DeliveredEvent } from './event-type.ts';

/** How far a consumer has come in a producer's events. */
export interface InboxPosition {
  readonly epoch: string;
  readonly number: number;
}

/** The position in each producer's events; a producer not heard of yet is left out. */
export async function positions(sql: Sql): Promise<Map<string, InboxPosition>> {
  const rows = await sql.$queryRaw<{ producer: string; epoch: string; number: bigint }[]>`
    SELECT producer, epoch, number FROM inbox_position`;
  return new Map(rows.map((row) => [row.producer, { epoch: row.epoch, number: Number(row.number) }]));
}

/** Sets the position: forwards within an epoch, to anywhere when the epoch is new. Nothing happens when it is there already. */
export async function moveTo(sql: Sql, producer: string, { epoch, number }: InboxPosition): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO inbox_position (producer, epoch, number) VALUES (${producer}, ${epoch}, ${number})
    ON CONFLICT (producer) DO UPDATE SET epoch = excluded.epoch, number = excluded.number
    WHERE inbox_position.epoch <> excluded.epoch OR inbox_position.number < excluded.number`;
}

/** Enters an event, in the transaction of its effect; false when its effect is there already. */
export async function enter(sql: Sql, event: DeliveredEvent): Promise<boolean> {
  await moveTo(sql, event.producer, event);
  const entered = await sql.$executeRaw`
    INSERT INTO inbox_event (id, producer) VALUES (${event.id}, ${event.producer}) ON CONFLICT DO NOTHING`;
  return entered === 1;
}

/** Lays an event aside with its error and goes on behind it. */
export async function layAside(sql: Sql, event: DeliveredEvent, error: string): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO dead_letter (id, producer, number, type, payload, error)
    VALUES (${event.id}, ${event.producer}, ${event.number}, ${event.type}, ${JSON.stringify(event.payload)}::jsonb, ${error})
    ON CONFLICT (id) DO UPDATE SET error = excluded.error, failed_at = CURRENT_TIMESTAMP`;
  await moveTo(sql, event.producer, event);
}

/** Events laid aside, oldest first. */
export async function deadLetters(
  sql: Sql,
): Promise<(DeliveredEvent & { readonly error: string; readonly failedAt: Date })[]> {
  const rows = await sql.$queryRaw<
    { id: string; producer: string; number: bigint; type: string; payload: unknown; error: string; failed_at: Date }[]
  >`SELECT id, producer, number, type, payload, error, failed_at FROM dead_letter ORDER BY failed_at, id`;
  return rows.map(({ failed_at: failedAt, ...row }) => ({ ...row, epoch: '', number: Number(row.number), failedAt }));
}

/** Takes an event out of the dead letters, in the transaction that handles it after all; false when it is not there. */
export async function takeBack(sql: Sql, id: string): Promise<boolean> {
  return (await sql.$executeRaw`DELETE FROM dead_letter WHERE id = ${id}`) === 1;
}
