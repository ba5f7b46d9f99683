import type { Database, Sql } from '../database/database.ts';
import { TIMELINE } from '../database/timeline.ts';
import type { DeliveredEvent, InboxPosition } from './event-type.ts';
import { parsePosition, type StreamHead } from './stream-head.ts';

/**
 * Gives the next numbers to rows that have none, in order of insertion; for visible rows that is the order of commits. When
 * two relays run, because one has not noticed yet that it lost its lock, one waits for the other. On another timeline of
 * PostgreSQL a new epoch begins, which continues the one before.
 */
export async function numberRows(
  { sql, transaction }: Pick<Database<unknown>, 'sql' | 'transaction'>,
  limit: number,
): Promise<void> {
  if (!(await isNumberingDue(sql))) return;
  await transaction(async (_store, tx) => {
    // A separate statement, so that the next one sees the numbers given by the relay that held this lock before.
    const [head] = await tx.$queryRaw<{ hasMoved: boolean }[]>`
      SELECT timeline IS DISTINCT FROM ${TIMELINE} AS "hasMoved" FROM outbox_head FOR UPDATE`;
    if (head?.hasMoved === true) await beginEpoch(tx);
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

/** Whether there are rows without a number, or the database is on another timeline. */
export async function isNumberingDue(sql: Sql): Promise<boolean> {
  const [state] = await sql.$queryRaw<{ isDue: boolean }[]>`
    SELECT timeline IS DISTINCT FROM ${TIMELINE} OR EXISTS (SELECT FROM outbox_event WHERE number IS NULL) AS "isDue"
    FROM outbox_head`;
  return state?.isDue === true;
}

/** What one statement has numbered, and the head as it was before. */
export interface NumberedEvents {
  readonly head: StreamHead;
  /** At most as many as asked for, ascending. */
  readonly events: readonly DeliveredEvent[];
}

interface NumberedRow {
  readonly epoch: string;
  readonly headNumber: bigint;
  readonly oldest: bigint;
  readonly former: InboxPosition[];
  readonly isExpected: boolean;
  readonly id: string | null;
  readonly number: bigint;
  readonly type: string;
  readonly payload: unknown;
}

/**
 * Gives the next numbers after `newest` to rows that have none, and returns these events, in one statement. Null, and no
 * number given, when another relay has numbered since `newest` was read, or on another timeline: then `numberRows` is to be
 * called. A statement sees the rows as they were when it began, so it must not wait for another relay and then go on; the
 * condition on the head, which PostgreSQL checks again after the wait, prevents that.
 */
export async function numberNext(
  sql: Sql,
  producer: string,
  newest: InboxPosition,
  limit: number,
): Promise<NumberedEvents | null> {
  const rows = await sql.$queryRaw<NumberedRow[]>`
    WITH fresh AS (
      SELECT position, row_number() OVER (ORDER BY position) AS nth
      FROM outbox_event WHERE number IS NULL ORDER BY position LIMIT ${limit}
    ), head AS (
      UPDATE outbox_head SET number = number + (SELECT count(*) FROM fresh)
      WHERE epoch = ${newest.epoch} AND number = ${newest.number}::bigint AND timeline = ${TIMELINE} AND EXISTS (SELECT FROM fresh)
      RETURNING number - (SELECT count(*) FROM fresh) AS before
    ), numbered AS (
      UPDATE outbox_event AS event SET number = head.before + fresh.nth
      FROM fresh, head WHERE event.position = fresh.position
      RETURNING event.id, event.number, event.type, event.payload
    )
    SELECT state.epoch, state.number AS "headNumber", state.former,
      coalesce((SELECT min(number) FROM outbox_event), state.number + 1) AS oldest,
      state.epoch = ${newest.epoch} AND state.number = ${newest.number}::bigint AND state.timeline = ${TIMELINE}
        AND (EXISTS (SELECT FROM head) OR NOT EXISTS (SELECT FROM fresh)) AS "isExpected",
      numbered.id, numbered.number, numbered.type, numbered.payload
    FROM outbox_head AS state LEFT JOIN numbered ON TRUE ORDER BY numbered.number`;
  const [first] = rows;
  // A head without a timeline compares as null.
  if (first?.isExpected !== true) return null;
  const events = rows.flatMap(({ id, number, type, payload }) =>
    id === null ? [] : [{ id, epoch: first.epoch, producer, number: Number(number), type, payload }],
  );
  return { head: headOf(first, Number(first.headNumber) + events.length), events };
}

const headOf = (
  { epoch, oldest, former }: Pick<NumberedRow, 'epoch' | 'oldest' | 'former'>,
  number: number,
): StreamHead => {
  const head = { epoch, number, oldest: Number(oldest) };
  return former.length === 0 ? head : { ...head, former };
};

/** Begins an epoch that continues the one before after its newest number: later ones were lost, or never assigned. */
async function beginEpoch(sql: Sql): Promise<void> {
  await sql.$executeRaw`
    UPDATE outbox_head SET epoch = gen_random_uuid()::text,
      former = former || jsonb_build_array(jsonb_build_object('epoch', epoch, 'number', number))
    WHERE timeline IS NOT NULL`;
  await sql.$executeRaw`UPDATE outbox_head SET timeline = ${TIMELINE}`;
  // Consumers that handled what is lost do not have the events that get its numbers.
  await sql.$executeRaw`
    UPDATE outbox_consumer AS consumer SET number = head.number FROM outbox_head AS head WHERE consumer.number > head.number`;
}

/** The epoch, the newest number, the oldest number in the table (one past the newest when it is empty), and former epochs. */
export async function outboxState(sql: Sql): Promise<StreamHead> {
  const [row] = await sql.$queryRaw<{ epoch: string; number: bigint; oldest: bigint; former: InboxPosition[] }[]>`
    SELECT epoch, number, coalesce((SELECT min(number) FROM outbox_event), number + 1) AS oldest, former FROM outbox_head`;
  if (row === undefined) throw new Error('The outbox has no head row: was the database migrated?');
  return headOf(row, Number(row.number));
}

/** Numbered events from `from` on, ascending. */
export async function rowsFrom(sql: Sql, producer: string, from: number, limit: number): Promise<DeliveredEvent[]> {
  const rows = await sql.$queryRaw<{ id: string; epoch: string; number: bigint; type: string; payload: unknown }[]>`
    SELECT event.id, head.epoch, event.number, event.type, event.payload
    FROM outbox_event AS event CROSS JOIN outbox_head AS head
    WHERE event.number >= ${from} ORDER BY event.number LIMIT ${limit}`;
  return rows.map((row) => ({ ...row, producer, number: Number(row.number) }));
}

/** Records the position of each consumer in this epoch. Events are kept until all recorded consumers have passed them. */
export async function recordConsumers(sql: Sql, positions: Readonly<Record<string, string>>, now: Date): Promise<void> {
  const rows = Object.entries(positions).flatMap(([consumer, text]) => {
    const position = parsePosition(text);
    return position === null ? [] : [{ consumer, ...position }];
  });
  if (rows.length === 0) return;
  await sql.$executeRaw`
    INSERT INTO outbox_consumer (consumer, number, seen_at)
    SELECT seen.consumer, seen.number, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS seen (consumer text, epoch text, number bigint)
    JOIN outbox_head AS head ON head.epoch = seen.epoch
    ON CONFLICT (consumer) DO UPDATE SET number = excluded.number, seen_at = excluded.seen_at`;
}

/** Events are kept for this long even when every consumer has passed them. */
const RETENTION_DAYS = 7;

/** The ids of handled events are kept for this long: they matter only when a producer's numbers restart. */
const INBOX_DAYS = 30;

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 24 * 60 * 60 * 1000);

/** Rows per statement, so that a week's backlog does not exceed the statement timeout. */
const PRUNE_BATCH_SIZE = 5_000;

/** Deletes one batch of old events that every recorded consumer has passed, and one of old inbox ids. */
export async function prune(sql: Sql, now: Date): Promise<void> {
  await sql.$executeRaw`
    DELETE FROM outbox_event WHERE number IN (
      SELECT number FROM outbox_event
      WHERE created_at < ${daysBefore(now, RETENTION_DAYS)}
        AND number <= (SELECT coalesce(min(consumer.number), 0) FROM outbox_consumer AS consumer)
      ORDER BY number LIMIT ${PRUNE_BATCH_SIZE})`;
  await sql.$executeRaw`
    DELETE FROM inbox_event WHERE id IN (
      SELECT id FROM inbox_event WHERE handled_at < ${daysBefore(now, INBOX_DAYS)} LIMIT ${PRUNE_BATCH_SIZE})`;
}
