import { withClient } from '../runtime/database/postgres-connections.ts';

/** A row that holds something it should not. */
export interface Remain {
  /** `<schema>.<table>`. */
  readonly table: string;
  /** The whole row, as PostgreSQL writes it. */
  readonly row: string;
}

const TABLES = `
  SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('extensions', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
    AND c.relname <> '_prisma_migrations' AND has_table_privilege(c.oid, 'SELECT')
  ORDER BY 1, 2`;

/** Every row, of every table that this address may read, in which one of the texts stands in any column, whatever the case. */
export function remainsOf(connectionString: string, texts: readonly string[]): Promise<Remain[]> {
  return withClient({ connectionString }, async (client) => {
    const found: Remain[] = [];
    const { rows: tables } = await client.query<{ schema: string; name: string }>(TABLES);
    for (const { schema, name } of tables) {
      const table = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;
      const { rows } = await client.query<{ row: string }>(
        `SELECT t::text AS row FROM ${table} AS t
         WHERE EXISTS (SELECT FROM unnest($1::text[]) AS needle WHERE strpos(lower(t::text), lower(needle)) > 0)`,
        [[...texts]],
      );
      found.push(...rows.map(({ row }) => ({ table: `${schema}.${name}`, row })));
    }
    return found;
  });
}
