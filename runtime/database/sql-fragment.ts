import { join, raw, Sql, sqltag } from '@prisma/client/runtime/client';

/** A part of a statement with its values, to be put into the template of another. */
export type SqlFragment = Sql;

/** A fragment from a template. Its values are bound, never spliced; fragments among them become part of the text. */
export const sql: (strings: readonly string[], ...values: unknown[]) => SqlFragment = sqltag;

/** Values or fragments, separated by commas. */
export const listOf = (values: readonly unknown[]): SqlFragment => join([...values]);

/** Text of the runtime's own as a fragment: names of tables and columns that a definition gives, never data. */
export const rawSql: (text: string) => SqlFragment = raw;

export const isFragment = (value: unknown): value is SqlFragment => value instanceof Sql;
