import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { declares } from '../personal-data/prisma-models.ts';
import { isConcurrent, runConcurrentMigration } from './concurrent-migration.ts';
import { type AppliedMigration, type Migration, toMigration, unapplied } from './migration-history.ts';

/** Where the runtime's own migrations are: numbered SQL files, never edited once merged. */
export const RUNTIME_MIGRATIONS = fileURLToPath(new URL('./sql', import.meta.url));

/** The runtime's migrations of one schema; only its owner may read it. */
const HISTORY_TABLE = '_runtime_migrations';

/** Only for domains whose Prisma schema declares this. */
const CONDITION = /^-- @only (\w+)$/m;

/**
 * The runtime's migrations of the schema that this Prisma schema is for, in the order they are applied in: the tables that
 * every domain has, and those that it declares (`/// @relations`). They follow the domain's own migrations.
 */
export function readRuntimeMigrations(datamodel: string, folder = RUNTIME_MIGRATIONS): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => toMigration(file.slice(0, -'.sql'.length), readFileSync(join(folder, file), 'utf8')))
    .filter(({ sql }) => {
      const condition = CONDITION.exec(sql)?.[1];
      return condition === undefined || declares(datamodel, condition);
    });
}

/** What Prisma's engine leaves alone in a schema: the tables that these migrations create, and their history. */
export function runtimeTables(domain: string, migrations: readonly Migration[]): string[] {
  const created = migrations.flatMap(({ sql }) => [...sql.matchAll(/^CREATE TABLE IF NOT EXISTS "(\w+)"/gm)]);
  return [HISTORY_TABLE, ...created.map(([, table]) => table ?? '')].map((table) => `${domain}.${table}`);
}

const historyOf = (domain: string): string => `${pg.escapeIdentifier(domain)}.${pg.escapeIdentifier(HISTORY_TABLE)}`;

/** Those that the schema has not, without applying them. */
export async function unappliedRuntimeMigrations(
  client: pg.Client,
  domain: string,
  migrations: readonly Migration[],
  warn: (line: string) => void = () => {},
): Promise<Migration[]> {
  const history = historyOf(domain);
  const found = await client.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [history]);
  if (found.rows[0]?.exists !== true) return [...migrations];
  const { rows } = await client.query<AppliedMigration>(`SELECT name, checksum FROM ${history}`);
  return unapplied({ domain, source: 'runtime/migrations/sql', warn }, migrations, rows);
}

/**
 * Applies what the schema has not, each in one transaction with its entry in the history; one that is marked as concurrent
 * outside of any. @throws as `migrateDomain`.
 */
export async function applyRuntimeMigrations(
  client: pg.Client,
  domain: string,
  migrations: readonly Migration[],
  warn: (line: string) => void,
): Promise<Migration[]> {
  const history = historyOf(domain);
  await client.query(`CREATE TABLE IF NOT EXISTS ${history} (
    name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP)`);
  const missing = await unappliedRuntimeMigrations(client, domain, migrations, warn);
  for (const migration of missing) {
    try {
      await (isConcurrent(migration.sql) ? applyOutside : applyInTransaction)(client, domain, migration);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const left = isConcurrent(migration.sql) ? 'is resumed by the next run' : 'was rolled back';
      throw new Error(`${domain}: the migration ${migration.name} of the runtime failed and ${left}: ${reason}`, {
        cause: error,
      });
    }
  }
  return missing;
}

const searchPath = (domain: string): string => `search_path = ${pg.escapeIdentifier(domain)}, extensions`;

const record = (client: pg.Client, domain: string, { name, checksum }: Migration) =>
  client.query(`INSERT INTO ${historyOf(domain)} (name, checksum) VALUES ($1, $2)`, [name, checksum]);

async function applyInTransaction(client: pg.Client, domain: string, migration: Migration): Promise<void> {
  try {
    await client.query(`BEGIN; SET LOCAL ${searchPath(domain)}`);
    await client.query(migration.sql);
    await record(client, domain, migration);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function applyOutside(client: pg.Client, domain: string, migration: Migration): Promise<void> {
  await client.query(`SET ${searchPath(domain)}`);
  try {
    await runConcurrentMigration(migration.sql, async (statement) => (await client.query(statement)).rows);
  } finally {
    await client.query('RESET search_path');
  }
  await record(client, domain, migration);
}
