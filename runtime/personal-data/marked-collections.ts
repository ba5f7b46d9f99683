import type { Sql } from '../database/database.ts';
import { listOf, rawSql } from '../database/sql-fragment.ts';
import type { Collection, KeptRecord } from './collections.ts';
import type { MarkedCollection, MarkedColumn, PersonalTable } from './personal-tables.ts';
import type { PrismaField } from './prisma-models.ts';

/** Between the parts of a key; only the last part may hold it. */
const SEPARATOR = '/';

/** The collections that the marks in a Prisma schema (`/// @export`) declare, in its order. */
export const markedCollections = (db: Sql, tables: readonly PersonalTable[]): Collection[] =>
  tables.flatMap((table) =>
    table.marked.flatMap((column) => column.collections.map((declared) => collectionOf(db, table, column, declared))),
  );

function collectionOf(
  db: Sql,
  { table }: PersonalTable,
  { field: owner }: MarkedColumn,
  { name, key, fields }: MarkedCollection,
): Collection {
  const qualified = ({ column }: PrismaField): string => `"${table}"."${column}"`;
  // A calendar date is shown without a time.
  const shownValue = (field: PrismaField): string =>
    field.isDate ? `to_char(${qualified(field)}, 'YYYY-MM-DD')` : qualified(field);
  const columns = [
    ...fields.map(({ field, name: shown }) => `${shownValue(field)} AS "${shown}"`),
    ...key.map((field, at) => `${qualified(field)} AS "${keyName(at)}"`),
  ];
  const [selected, order] = [rawSql(columns.join(', ')), rawSql(key.map(qualified).join(', '))];
  const [from, whose] = [rawSql(`"${table}"`), rawSql(qualified(owner))];
  return {
    name,
    async read(userId, after, limit) {
      const rows = await db.$queryRaw<Record<string, unknown>[]>`
        SELECT ${selected} FROM ${from}
        WHERE ${whose} = ${userId} AND (${order}) > (${listOf(partsOf(after, key.length))}) ORDER BY ${order} LIMIT ${limit}`;
      return rows.map((row) => toRecord(row, key.length));
    },
  };
}

const keyName = (at: number): string => `key ${at + 1}`;

/** The parts of a key, empty where it has none: the beginning is before everything. */
function partsOf(key: string, count: number): string[] {
  const parts = key.split(SEPARATOR);
  const last = parts.slice(count - 1).join(SEPARATOR);
  return Array.from({ length: count }, (_, at) => (at === count - 1 ? last : (parts[at] ?? '')));
}

function toRecord(row: Readonly<Record<string, unknown>>, keys: number): KeptRecord {
  const names = Array.from({ length: keys }, (_, at) => keyName(at));
  const shown = Object.entries(row).filter(([name]) => !names.includes(name));
  return {
    key: names.map((name) => String(row[name])).join(SEPARATOR),
    record: Object.fromEntries(shown.map(([name, value]) => [name, asNumber(value)])),
  };
}

/** Integers that JSON can represent exactly are exported as numbers. */
const asNumber = (value: unknown): unknown =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
