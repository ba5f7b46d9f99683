import type { Sql } from '../database/database.ts';
import { rawSql } from '../database/sql-fragment.ts';
import type { MarkedColumn, PersonalTable } from '../personal-data/personal-tables.ts';
import type { RetainedRows } from '../retention/retained-records.ts';

/** Seals rows that the law requires to be kept, in the transaction that erases them. */
export type RetainErased = (sql: Sql, rows: RetainedRows) => Promise<void>;

const quoted = (name: string): string => `"${name}"`;

/**
 * Erases up to `limit` rows of a column whose mark says `@retained`, after it has read what is to be sealed of them: deletes
 * them, or clears the column with all fields that are sealed, except the key. Returns how many rows there were.
 */
export async function eraseRetained(
  sql: Sql,
  { table, key, fields }: PersonalTable,
  { field, action, retention }: MarkedColumn & { readonly retention: NonNullable<MarkedColumn['retention']> },
  { userId, limit, retain }: { readonly userId: string; readonly limit: number; readonly retain: RetainErased },
): Promise<number> {
  const rows = rawSql(
    fields
      .filter(({ name }) => key.includes(name))
      .map(({ column }) => quoted(column))
      .join(', '),
  );
  const sealed = rawSql(retention.fields.map(({ name, column }) => `'${name}', ${quoted(column)}`).join(', '));
  // The key is sealed where the mark names it, so that the record can be tied to the row that stays.
  const clearable = retention.fields.filter(({ name }) => !key.includes(name));
  const cleared = [field, ...clearable].map(({ column }) => `${quoted(column)} = NULL`).join(', ');
  const [from, whose] = [rawSql(quoted(table)), rawSql(quoted(field.column))];
  const change = rawSql(
    action === 'delete' ? `DELETE FROM ${quoted(table)}` : `UPDATE ${quoted(table)} SET ${cleared}`,
  );
  const erased = await sql.$queryRaw<{ record: string }[]>`
    WITH chosen AS (
      SELECT ${rows}, jsonb_strip_nulls(jsonb_build_object(${sealed})) AS record
      FROM ${from} WHERE ${whose} = ${userId} LIMIT ${limit} FOR UPDATE
    ), changed AS (
      ${change} WHERE (${rows}) IN (SELECT ${rows} FROM chosen)
    )
    SELECT record::text AS record FROM chosen`;
  const { reason, years } = retention;
  const records = erased.map(({ record }) => record).filter((record) => record !== '{}');
  await retain(sql, { subjectId: userId, source: table, reason, years, records });
  return erased.length;
}
