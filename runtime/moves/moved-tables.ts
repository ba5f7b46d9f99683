import type { DomainCopy } from './domain-copy.ts';

/** The histories of migrations, which `migrate` writes on each server by itself. */
const UNMOVED_TABLES = ['_prisma_migrations', '_runtime_migrations'];

/** The table through which the new server shows how far it has come. */
export const POSITION_TABLE = '_move_position';

/** A table with its columns, sorted by name. */
export interface MovedTable {
  readonly name: string;
  readonly columns: readonly string[];
}

const TABLES = `
  SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attname) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
    AND c.relname <> ALL ($2)
  GROUP BY c.relname ORDER BY c.relname`;

/** The tables whose rows move, sorted by name. */
export async function movedTables({ client, schema }: DomainCopy): Promise<readonly MovedTable[]> {
  const { rows } = await client.query<MovedTable>(TABLES, [schema, [...UNMOVED_TABLES, POSITION_TABLE]]);
  return rows;
}
