import { AT_COMMIT } from '../database/at-commit.ts';
import type { Sql } from '../database/database.ts';
import type { DurableLog } from './durable-log.ts';
import { createTableLog } from './table-log.ts';

/** The key of a log that a whole domain shares: each viewer follows the entries that concern them. */
export const WHOLE_LOG = 'all';

/** An entry of a log in the tables of the runtime. */
interface StoredEntry<Data> {
  /** Whose log it is, such as a person's id. */
  readonly key: string;
  /** The people whom the entry names; null in the position of one who has deleted their account. */
  readonly people: readonly (string | null)[];
  /** Plain JSON without ids of people, which belong in `people`: they could not be erased here. */
  readonly data: Data;
}

/** An entry to append. */
export interface NewEntry<Data = object> extends StoredEntry<Data> {
  /** The log's name, `<domain>.<noun>`. */
  readonly log: string;
}

/** An entry as it is stored. */
export interface StoredRow<Data> extends StoredEntry<Data> {
  readonly sequence: number;
  readonly createdAt: Date;
}

/** What a log says of itself. */
interface StoredLog<Data, Entry> extends Pick<DurableLog<Entry>, 'name' | 'relevant'> {
  readonly entryOf: (row: StoredRow<Data>) => Entry;
  /** By default a log is for the person whose id is its key, and one with `relevant` for everybody. */
  readonly permitted?: DurableLog<Entry>['permitted'];
}

type Row<Data> = Omit<StoredRow<Data>, 'sequence'> & { readonly sequence: bigint };

/** A log in the tables `log_entry` and `log_head`, which every domain has. Entries are kept as `pruneLogs` says. */
export const createStoredLog = <Data, Entry = StoredRow<Data>>(
  sql: Pick<Sql, '$queryRaw'>,
  { name, entryOf, ...rules }: StoredLog<Data, Entry>,
): DurableLog<Entry> =>
  createTableLog<Row<Data>, Entry>(sql, {
    ...rules,
    name,
    entries: { table: 'log_entry', key: 'key', columns: 'key, sequence, people, data, created_at AS "createdAt"' },
    heads: { table: 'log_head', key: 'key', sequence: 'sequence' },
    only: `log = '${name}'`,
    entryOf: ({ sequence, ...row }) => entryOf({ ...row, sequence: Number(sequence) }),
  });

/** The logs of a domain as a part of its store. */
export const createLogStore = (sql: Sql) => ({
  /**
   * Appends entries in the transaction that they belong to, in their order, as one statement at its commit. It locks the heads
   * of their logs until the transaction ends, which puts sequences in the order of commits.
   */
  async appendToLogs<Data extends object>(entries: readonly NewEntry<Data>[], now: Date): Promise<void> {
    if (entries.length === 0) return;
    // Heads are locked in one order, so that transactions that append to the same logs cannot deadlock.
    await sql.$executeRaw`${AT_COMMIT}
      WITH added AS (
        SELECT log, key, people, data, row_number() OVER (PARTITION BY log, key ORDER BY nth) AS nth,
          count(*) OVER (PARTITION BY log, key) AS total
        FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
          AS (log text, key text, people text[], data jsonb)) WITH ORDINALITY AS e(log, key, people, data, nth)
      ), head AS (
        INSERT INTO log_head AS h (log, key, sequence)
        SELECT DISTINCT log, key, total FROM added ORDER BY log, key
        ON CONFLICT (log, key) DO UPDATE SET sequence = h.sequence + excluded.sequence
        RETURNING log, key, sequence
      )
      INSERT INTO log_entry (log, key, sequence, people, data, created_at)
      SELECT a.log, a.key, h.sequence - a.total + a.nth, a.people, a.data, ${now}
      FROM added AS a JOIN head AS h ON h.log = a.log AND h.key = a.key`;
  },
});
