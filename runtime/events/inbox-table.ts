import type { Sql } from '../database/database.ts';
import type { DeliveredEvent, InboxPosition } from './event-type.ts';

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

/** Sets the position back; ids of the inbox keep what comes again from happening again. */
export async function rewindTo(sql: Sql, producer: string, { epoch, number }: InboxPosition): Promise<void> {
  await sql.$executeRaw`
    UPDATE inbox_position SET number = ${number} WHERE producer = ${producer} AND epoch = ${epoch} AND number > ${number}`;
}

/** Sets the position, wherever it was. */
export async function resetTo(sql: Sql, producer: string, { epoch, number }: InboxPosition): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO inbox_position (producer, epoch, number) VALUES (${producer}, ${epoch}, ${number})
    ON CONFLICT (producer) DO UPDATE SET epoch = excluded.epoch, number = excluded.number`;
}

/** Notes that an event's effect is in this database; false when that is known already. */
export async function remember(sql: Sql, { id, producer }: DeliveredEvent): Promise<boolean> {
  const added = await sql.$executeRaw`
    INSERT INTO inbox_event (id, producer) VALUES (${id}, ${producer}) ON CONFLICT DO NOTHING`;
  return added === 1;
}

/** Enters an event, in the transaction of its effect; false when its effect is there already. */
export async function enter(sql: Sql, event: DeliveredEvent): Promise<boolean> {
  await moveTo(sql, event.producer, event);
  return remember(sql, event);
}
