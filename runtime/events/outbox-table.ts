import type { Database, Sql } from '../database/database.ts';
import type { DeliveredEvent } from './event-type.ts';
import { parsePosition, type StreamHead } from './stream-head.ts';

/**
 * Gives the next numbers to rows that have none, in order of insertion: within what is visible, commit order. Two
 * relays at once, for the moment in which one has lost its lock and not noticed, wait for one another.
 */
export async function numberRows(
  { sql, transaction }: Pick<Database<unknown>, 'sql' | 'transaction'>,
  limit: number,
): Promise<void> {
  const [news] = await sql.$queryRaw<{ isThere: boolean }[]>`
    SELECT EXISTS (SELECT FROM outbox_event WHERE number IS NULL) AS "isThere"`;
  if (news?.isThere !== true) return;
  await transaction(async (_store, tx) => {
    // Its own statement: the next one must see what whoever held this lock before has numbered.
    await tx.$queryRaw`SELECT id FROM outbox_head FOR UPDATE`;
    await tx.$executeRaw`
      WITH fresh AS (
        SELECT position, row_number() OVER (ORDER BY position) AS nth
        FROM outbox_event WHERE number IS NULL ORDER BY position LIMIT ${limit}
      ), head AS (
        UPDATE outbox_head SET number = number + (SELECT count(*) FROM fresh)
        RETURNING number - (SELECT count(*) FROM fresh) AS before
      )
      UPDATE outbox_event AS event SET number = head.before + fresh.nth
      FROM fresh, head WHERE event.position = fresh.position`;
  });
}

/** The epoch, the newest number, and the oldest that is still kept (one past the newest when none is). */
export async function outboxState(sql: Sql): Promise<StreamHead> {
  const [row] = await sql.$queryRaw<{ epoch: string; number: bigint; oldest: bigint }[]>`
    SELECT epoch, number, coalesce((SELECT min(number) FROM outbox_event), number + 1) AS oldest FROM outbox_head`;
  if (row === undefined) throw new Error('The outbox has no head row: was the database migrated?');
  return { epoch: row.epoch, number: Number(row.number), oldest: Number(row.oldest) };
}

/** Numbered events from `from` on, ascending. */
export async function rowsFrom(sql: Sql, producer: string, from: number, limit: number): Promise<DeliveredEvent[]> {
  const rows = await sql.$queryRaw<{ id: string; epoch: string; number: bigint; type: string; payload: unknown }[]>`
    SELECT event.id, head.epoch, event.number, event.type, event.payload
    FROM outbox_event AS event CROSS JOIN outbox_head AS head
    WHERE event.number >= ${from} ORDER BY event.number LIMIT ${limit}`;
  return rows.map((row) => ({ ...row, producer, number: Number(row.number) }));
}

/** Remembers how far each consumer has come in this epoch; a consumer once heard of is waited for. */
export async function recordConsumers(sql: Sql, told: Readonly<Record<string, string>>, now: Date): Promise<void> {
  const known = Object.entries(told).flatMap(([consumer, text]) => {
    const position = parsePosition(text);
    return position === null ? [] : [{ consumer, ...position }];
  });
  if (known.length === 0) return;
  await sql.$executeRaw`
    INSERT INTO outbox_consumer (consumer, number, seen_at)
    SELECT told.consumer, told.number, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(known)}::jsonb) AS told (consumer text, epoch text, number bigint)
    JOIN outbox_head AS head ON head.epoch = told.epoch
    ON CONFLICT (consumer) DO UPDATE SET number = excluded.number, seen_at = excluded.seen_at`;
}

/** Days for which events are kept even when every consumer has passed them. */
const RETENTION_DAYS = 7;

/** Days for which the ids of handled events are kept: they only matter when a producer's numbers begin again. */
const INBOX_DAYS = 30;

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 24 * 60 * 60 * 1000);

/** Rows of one statement, so that a week's arrears do not run into the statement's time limit. */
const PRUNED_AT_ONCE = 5_000;

/** Deletes events that are old enough and that every known consumer has passed, and old ids of the inbox; some at a time. */
export async function prune(sql: Sql, now: Date): Promise<void> {
  await sql.$executeRaw`
    DELETE FROM outbox_event WHERE number IN (
      SELECT number FROM outbox_event
      WHERE created_at < ${daysBefore(now, RETENTION_DAYS)}
        AND number <= (SELECT coalesce(min(consumer.number), 0) FROM outbox_consumer AS consumer)
      ORDER BY number LIMIT ${PRUNED_AT_ONCE})`;
  await sql.$executeRaw`
    DELETE FROM inbox_event WHERE id IN (
      SELECT id FROM inbox_event WHERE handled_at < ${daysBefore(now, INBOX_DAYS)} LIMIT ${PRUNED_AT_ONCE})`;
}
