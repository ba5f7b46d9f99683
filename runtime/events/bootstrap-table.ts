import type { Sql } from '../database/database.ts';
import type { InboxPosition } from './event-type.ts';

/** A producer whose current facts are being taken over. */
export interface Bootstrap {
  readonly producer: string;
  /** Of a snapshot: the events after it follow. Of a replay: the event with which it is complete. */
  readonly at: InboxPosition;
  /** Whether the events are handled from the first one, instead of reading a snapshot. */
  readonly isReplay: boolean;
  /** Cursor of the next page of the snapshot; null before the first page. */
  readonly cursor: string | null;
  readonly applied: number;
  readonly total: number;
  /** By the clock of this database. */
  readonly startedAt: Date;
}

interface Row extends Omit<Bootstrap, 'at' | 'applied' | 'total'> {
  readonly epoch: string;
  readonly number: bigint;
  readonly applied: bigint;
  readonly total: bigint;
}

/** How far a domain is with each producer; one that it has not heard of yet is left out. */
export interface Progress {
  readonly positions: ReadonlyMap<string, InboxPosition>;
  readonly bootstraps: ReadonlyMap<string, Bootstrap>;
}

type ProgressRow =
  | (Row & { readonly isBootstrap: true })
  | (Pick<Row, 'producer' | 'epoch' | 'number'> & { readonly isBootstrap: false });

/** The position in each producer's events, and the bootstraps that are not complete, in one statement. */
export async function readProgress(sql: Sql): Promise<Progress> {
  const rows = await sql.$queryRaw<ProgressRow[]>`
    SELECT FALSE AS "isBootstrap", producer, epoch, number, NULL::boolean AS "isReplay", NULL::text AS cursor,
      NULL::bigint AS applied, NULL::bigint AS total, NULL::timestamptz AS "startedAt" FROM inbox_position
    UNION ALL
    SELECT TRUE, producer, epoch, number, is_replay, cursor, applied, total, started_at FROM inbox_bootstrap`;
  const positions = new Map<string, InboxPosition>();
  const bootstraps = new Map<string, Bootstrap>();
  for (const row of rows) {
    if (row.isBootstrap) bootstraps.set(row.producer, toBootstrap(row));
    else positions.set(row.producer, { epoch: row.epoch, number: Number(row.number) });
  }
  return { positions, bootstraps };
}

const toBootstrap = (row: Row): Bootstrap => ({
  producer: row.producer,
  at: { epoch: row.epoch, number: Number(row.number) },
  isReplay: row.isReplay,
  cursor: row.cursor,
  applied: Number(row.applied),
  total: Number(row.total),
  startedAt: row.startedAt,
});

/** The bootstraps that are not complete, by producer. */
export async function openBootstraps(sql: Sql): Promise<ReadonlyMap<string, Bootstrap>> {
  return (await readProgress(sql)).bootstraps;
}

/** Begins, or begins again: the copy of this producer's facts counts as incomplete until `completeBootstrap`. */
export async function beginBootstrap(
  sql: Sql,
  { producer, at, isReplay, total }: Pick<Bootstrap, 'producer' | 'at' | 'isReplay' | 'total'>,
): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO inbox_bootstrap (producer, epoch, number, is_replay, total)
    VALUES (${producer}, ${at.epoch}, ${at.number}, ${isReplay}, ${total})
    ON CONFLICT (producer) DO UPDATE SET epoch = excluded.epoch, number = excluded.number,
      is_replay = excluded.is_replay, cursor = NULL, applied = 0, total = excluded.total, started_at = excluded.started_at`;
}

/** Records that a page was applied, in the transaction of its effects. False when another process has applied it. */
export async function advanceBootstrap(
  sql: Sql,
  { producer, cursor }: Pick<Bootstrap, 'producer' | 'cursor'>,
  page: { readonly next: string | null; readonly size: number },
): Promise<boolean> {
  const changed = await sql.$executeRaw`
    UPDATE inbox_bootstrap SET cursor = ${page.next}, applied = applied + ${page.size}
    WHERE producer = ${producer} AND cursor IS NOT DISTINCT FROM ${cursor}`;
  return changed === 1;
}

/** Sets the position at which the replay of this producer's events is complete, in its new epoch. */
export async function continueReplay(sql: Sql, producer: string, { epoch, number }: InboxPosition): Promise<void> {
  await sql.$executeRaw`
    UPDATE inbox_bootstrap SET epoch = ${epoch}, number = ${number} WHERE producer = ${producer} AND is_replay`;
}

/** The copy of this producer's facts is complete. */
export async function completeBootstrap(sql: Sql, producer: string): Promise<void> {
  await sql.$executeRaw`DELETE FROM inbox_bootstrap WHERE producer = ${producer}`;
}

/**
 * The producers whose facts are not here completely, and how much of them is, in percent: of a snapshot by facts, of a
 * replay by events.
 */
export async function incompleteCopies(
  sql: Sql,
  producers: readonly string[],
): Promise<{ readonly producer: string; readonly percent: number }[]> {
  return await sql.$queryRaw<{ producer: string; percent: number }[]>`
    SELECT wanted.producer, floor(least(99, coalesce(
      100.0 * CASE WHEN open.is_replay THEN position.number ELSE open.applied END / nullif(open.total, 0), 0)))::int AS percent
    FROM unnest(${[...producers]}::text[]) AS wanted (producer)
    LEFT JOIN inbox_bootstrap AS open ON open.producer = wanted.producer
    LEFT JOIN inbox_position AS position ON position.producer = wanted.producer
    WHERE open.producer IS NOT NULL OR position.producer IS NULL`;
}
