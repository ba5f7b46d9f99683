import type { Sql } from '../database/database.ts';
import { rawSql, type SqlFragment, sql } from '../database/sql-fragment.ts';
import { TIMELINE } from '../database/timeline.ts';
import type { DurableLog } from './durable-log.ts';

/** How a log is kept in two tables. All texts are parts of statements: never put a value there. */
interface TableLog<Row, Entry> extends Pick<DurableLog<Entry>, 'name' | 'relevant'> {
  /** One row an entry: its key, its `sequence`, and the columns that `entryOf` reads. */
  readonly entries: { readonly table: string; readonly key: string; readonly columns: string };
  /** One row a key, with the newest sequence. It is locked while an entry is added, so that sequences are in commit order. */
  readonly heads: {
    readonly table: string;
    readonly key: string;
    readonly sequence: string;
    /**
     * The sequence up to which entries came by an import, 0 for none. They are in the past: they are not delivered, and who
     * follows from before them is to read the list again.
     */
    readonly imported?: string;
  };
  /** A condition on the rows of both tables, where they hold other logs as well. */
  readonly only?: string;
  /** No entry is ever removed, so that the oldest is the first; by default old ones may be. */
  readonly keepsAll?: boolean;
  readonly entryOf: (row: Row) => Entry;
  /** By default a log is for the person whose id is its key, and one with `relevant` for everybody. */
  readonly permitted?: DurableLog<Entry>['permitted'];
}

/** A log that is read from its tables, outside transactions or inside one. */
export function createTableLog<Row extends object, Entry>(
  db: Pick<Sql, '$queryRaw'>,
  { name, entries, heads, only = 'TRUE', keepsAll = false, entryOf, ...rules }: TableLog<Row, Entry>,
): DurableLog<Entry> {
  const { relevant, permitted = relevant === undefined ? isOwner : isAnybody } = rules;
  const [entryTable, entryKey, columns] = [rawSql(entries.table), rawSql(entries.key), rawSql(entries.columns)];
  const [headTable, headKey, headSequence] = [rawSql(heads.table), rawSql(heads.key), rawSql(heads.sequence)];
  const condition = rawSql(only);
  const importedOf = (key: string): SqlFragment =>
    heads.imported === undefined
      ? sql`0`
      : sql`coalesce((SELECT ${rawSql(heads.imported)} FROM ${headTable} WHERE ${headKey} = ${key} AND ${condition}), 0)`;
  return {
    name,
    async heads(keys) {
      const [row] = await db.$queryRaw<{ timeline: string; sequences: Record<string, number> | null }[]>`
        SELECT ${TIMELINE} AS timeline, jsonb_object_agg(${headKey}, ${headSequence}) AS sequences FROM ${headTable}
        WHERE ${headKey} = ANY(${[...keys]}::text[]) AND ${condition}`;
      return { timeline: row?.timeline ?? '', sequences: new Map(Object.entries(row?.sequences ?? {})) };
    },
    async read(key, after, limit) {
      const rows = await db.$queryRaw<(Row & { readonly at_sequence: bigint; readonly at_timeline: string })[]>`
        SELECT sequence::bigint AS at_sequence, ${TIMELINE} AS at_timeline, ${columns} FROM ${entryTable}
        WHERE ${entryKey} = ${key} AND sequence > ${after} AND sequence > ${importedOf(key)} AND ${condition}
        ORDER BY sequence LIMIT ${limit}`;
      return rows.map(({ at_sequence, at_timeline, ...row }) => ({
        sequence: Number(at_sequence),
        timeline: at_timeline,
        // as: what is left of a row are the columns that `entryOf` reads.
        entry: entryOf(row as unknown as Row),
      }));
    },
    async oldest(key) {
      if (keepsAll && heads.imported === undefined) return 1;
      const first = keepsAll
        ? sql`1`
        : sql`coalesce(
          (SELECT min(sequence) FROM ${entryTable} WHERE ${entryKey} = ${key} AND ${condition}),
          (SELECT ${headSequence} + 1 FROM ${headTable} WHERE ${headKey} = ${key} AND ${condition}), 1)`;
      const [row] = await db.$queryRaw<{ oldest: bigint }[]>`
        SELECT greatest(${first}, ${importedOf(key)} + 1)::bigint AS oldest`;
      return Number(row?.oldest ?? 1);
    },
    permitted,
    ...(relevant !== undefined && { relevant }),
  };
}

const isAnybody: DurableLog<unknown>['permitted'] = async (_, viewerIds) => new Set(viewerIds);

const isOwner: DurableLog<unknown>['permitted'] = async (key, viewerIds) =>
  new Set(viewerIds.filter((viewerId) => viewerId === key));
