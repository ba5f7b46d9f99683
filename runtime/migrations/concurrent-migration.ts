/** A migration whose statements run one by one outside a transaction, such as `CREATE INDEX CONCURRENTLY`. */
const MARK = /^-- @concurrent$/m;

const INDEX = /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS "?(\w+)"?/i;

/** Whether a migration is marked `-- @concurrent`. */
export const isConcurrent = (sql: string): boolean => MARK.test(sql);

/** The statements of a marked migration, without its comments. `npm run check` sees to it that all can be repeated. */
export const statementsOf = (sql: string): string[] =>
  sql
    .replaceAll(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

const INVALID_INDEX = (name: string): string => `
  SELECT 1 FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
  WHERE c.relname = '${name}' AND c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid`;

/**
 * Runs a marked migration. One that failed half-way is run again from its beginning: what it made is skipped, and an index
 * whose creation failed, which PostgreSQL leaves behind as invalid, is dropped and made again. `run` resolves to the rows of
 * a statement and does not open a transaction.
 */
export async function runConcurrentMigration(
  sql: string,
  run: (statement: string) => Promise<readonly unknown[]>,
): Promise<void> {
  for (const statement of statementsOf(sql)) {
    const index = INDEX.exec(statement)?.[1];
    if (index !== undefined && (await run(INVALID_INDEX(index))).length > 0)
      await run(`DROP INDEX CONCURRENTLY IF EXISTS "${index}"`);
    await run(statement);
  }
}
