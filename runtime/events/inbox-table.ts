import type { Sql } from '../database/database.ts';
import type { DeliveredEvent, InboxPosition } from './event-type.ts';

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

/** Notes that the effects of these events are in this database, and returns those of which that was not known. */
export async function remember<Event extends Pick<DeliveredEvent, 'id' | 'producer'>>(
  sql: Sql,
  events: readonly Event[],
): Promise<Event[]> {
  const [ids, producers] = [events.map(({ id }) => id), events.map(({ producer }) => producer)];
  const added = await sql.$queryRaw<{ id: string }[]>`
    INSERT INTO inbox_event (id, producer) SELECT id, producer FROM unnest(${ids}::text[], ${producers}::text[]) AS e(id, producer)
    ON CONFLICT DO NOTHING RETURNING id`;
  const isNew = new Set(added.map(({ id }) => id));
  // An id that comes twice is new once.
  return events.filter(({ id }) => isNew.delete(id));
}

/** Takes back what `remember` noted, in the same transaction, of events that are left to a later one. */
export async function leave(sql: Sql, events: readonly Pick<DeliveredEvent, 'id'>[]): Promise<void> {
  await sql.$executeRaw`DELETE FROM inbox_event WHERE id = ANY (${events.map(({ id }) => id)}::text[])`;
}
