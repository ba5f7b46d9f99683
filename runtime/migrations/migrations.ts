import { setTimeout as delay } from 'node:timers/promises';
import { types } from 'node:util';
import pg from 'pg';
import { createClient } from '../database/postgres-connections.ts';
import { requireSession } from '../database/require-session.ts';
import { type DomainRole, ensureRole, grantFuture, settleRights } from './domain-role.ts';
import { type PrismaFolder, readPrismaFolder, toMigrationList } from './migration-folder.ts';
import { unapplied } from './migration-history.ts';
import { importTemplates, readTemplateFiles } from './notification-templates.ts';
import { requireVersion } from './require-version.ts';
import {
  applyRuntimeMigrations,
  readRuntimeMigrations,
  runtimeTables,
  unappliedRuntimeMigrations,
} from './runtime-migrations.ts';

/** What to migrate, and as whom. */
export interface MigrationOptions {
  /** An address whose role owns the database and may create roles. */
  readonly ownerUrl: string;
  readonly domain: string;
  readonly role: DomainRole;
  /** Default: `prisma`. */
  readonly prismaRoot?: string;
  /** Folder of the migrations that every domain gets; default: `runtime/migrations/sql`. */
  readonly runtimeFolder?: string;
  /** Gets one line about a database that a newer version has migrated. Default: nothing is said. */
  readonly warn?: (line: string) => void;
}

/** What to migrate when it is all of them. */
export interface AllMigrationsOptions {
  /** The owner of the database that domains share. */
  readonly ownerUrl: string;
  /** The owner of the database of a domain, where domains have several; default: `ownerUrl`. */
  readonly ownerUrlOf?: (domain: string) => string;
  readonly domains: readonly string[];
  readonly roleOf: (domain: string) => DomainRole;
  readonly prismaRoot?: string;
  readonly runtimeFolder?: string;
  /** Folder of the domains, whose texts of notifications are imported; default: `subgraphs`. */
  readonly subgraphsRoot?: string;
  readonly warn?: (line: string) => void;
}

const EXTENSIONS = ['pg_trgm', 'citext'];

/** Any number, the same in every process; migrations of one database queue up behind it. */
const ADVISORY_LOCK = 7_163_020_118;

const LOCK_INTERVAL_MS = 100;

async function withOwner<Value>(ownerUrl: string, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = createClient({
    connectionString: ownerUrl,
    application_name: 'migrate',
    connectionTimeoutMillis: 10_000,
  });
  await client.connect().catch((error: unknown) => {
    const { host, pathname } = new URL(ownerUrl);
    const why = types.isNativeError(error) ? error.message || String(Reflect.get(error, 'code')) : String(error);
    throw new Error(
      `The database at ${host}${/ECONN|ENOTFOUND|timeout/.test(why) ? '' : pathname} cannot be reached: ${why}`,
      { cause: error },
    );
  });
  try {
    const { rows } = await client.query<{ version: string }>(`SELECT current_setting('server_version_num') AS version`);
    requireVersion(Number(rows[0]?.version));
    await requireSession(client, 'DATABASE_URL to its address');
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

interface AppliedRow {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

async function readApplied(client: pg.Client, domain: string): Promise<AppliedRow[]> {
  const table = `${pg.escapeIdentifier(domain)}._prisma_migrations`;
  const found = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [table]);
  if (found.rows[0]?.there !== true) return [];
  const { rows } = await client.query<AppliedRow>(
    `SELECT migration_name, checksum, finished_at FROM ${table} WHERE rolled_back_at IS NULL`,
  );
  return rows;
}

const appliedOf = (rows: readonly AppliedRow[]) =>
  rows.flatMap(({ migration_name: name, checksum, finished_at }) => (finished_at === null ? [] : [{ name, checksum }]));

const sourceOf = (domain: string, warn: (line: string) => void = () => {}) => ({
  ...{ domain, warn },
  source: `prisma/${domain}`,
});

async function prepareDatabase(client: pg.Client, domain: string): Promise<void> {
  await client.query('CREATE SCHEMA IF NOT EXISTS extensions');
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(domain)}`);
  await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM pg_available_extensions WHERE name = ANY ($1) AND installed_version IS NULL',
    [EXTENSIONS],
  );
  for (const { name } of rows)
    await client.query(`CREATE EXTENSION IF NOT EXISTS ${pg.escapeIdentifier(name)} SCHEMA extensions`);
}

async function apply(
  ownerUrl: string,
  domain: string,
  folder: PrismaFolder,
  rows: readonly AppliedRow[],
  externalTables: string[],
): Promise<void> {
  const { withSchemaEngine } = await import('./schema-engine.ts');
  await withSchemaEngine({ ownerUrl, domain, datamodel: folder.datamodel }, async (engine) => {
    // Each migration is one transaction, so an unfinished one (a killed process, an error) has left nothing behind.
    for (const { migration_name, finished_at } of rows) {
      if (finished_at === null) await engine.markMigrationRolledBack({ migrationName: migration_name });
    }
    try {
      await engine.applyMigrations({
        migrationsList: toMigrationList(folder),
        filters: { externalTables, externalEnums: [] },
      });
    } catch (error) {
      const lines = types.isNativeError(error) ? error.message.split('\n') : [String(error)];
      const message = lines.filter((line) => !/^\s+\d+: |^\s+at |^external connector error/.test(line)).join(' ');
      throw new Error(`${domain}: a migration failed and was rolled back: ${message.trim()}`, { cause: error });
    }
  });
}

async function migrateWith(client: pg.Client, options: MigrationOptions): Promise<string[]> {
  const { ownerUrl, domain, role, prismaRoot = 'prisma', runtimeFolder, warn = () => {} } = options;
  const folder = readPrismaFolder(prismaRoot, domain);
  const ofRuntime = readRuntimeMigrations(folder.datamodel[1], runtimeFolder);
  await prepareDatabase(client, domain);
  await ensureRole(client, role, domain);
  await grantFuture(client, role.name, domain);
  const rows = await readApplied(client, domain);
  const missing = unapplied(sourceOf(domain, warn), folder.migrations, appliedOf(rows));
  if (missing.length > 0) await apply(ownerUrl, domain, folder, rows, runtimeTables(domain, ofRuntime));
  // After the domain's own, for older domains create the same tables, and what these find they leave.
  const applied = await applyRuntimeMigrations(client, domain, ofRuntime, warn);
  await settleRights(client, role.name, domain);
  return [...missing, ...applied].map(({ name }) => name);
}

/** Runs `work` while no other process migrates this database. */
const withMigrationLock = <Value>(ownerUrl: string, work: (client: pg.Client) => Promise<Value>): Promise<Value> =>
  withOwner(ownerUrl, async (client) => {
    // A session lock: it is released when the process is killed. It is tried for, not waited for: an index is built
    // concurrently once every older snapshot is gone, that of a statement that waits here included.
    for (;;) {
      const { rows } = await client.query<{ ok: boolean }>('SELECT pg_try_advisory_lock($1) AS ok', [ADVISORY_LOCK]);
      if (rows[0]?.ok === true) return work(client);
      await delay(LOCK_INTERVAL_MS);
    }
  });

/**
 * Brings one domain's schema to its newest migration and the runtime's, and its role to the rights it should have; safe to repeat, and in
 * several processes at once. Answers with the names of the migrations it applied.
 *
 * A migration is one transaction: a failing one leaves nothing, and is tried again next time. One that is marked
 * `-- @concurrent` is not, and is resumed.
 *
 * @throws one line that names the domain: no Prisma folder, an edited or unknown migration, or what PostgreSQL refused.
 */
export const migrateDomain = (options: MigrationOptions): Promise<string[]> =>
  withMigrationLock(options.ownerUrl, (client) => migrateWith(client, options));

/** The domain that stores the texts of all. */
const NOTIFICATIONS = 'notifications';

/**
 * `migrateDomain` for each, database by database, one domain after the other under the lock of its database, and with the
 * notifications domain the texts of every domain. Answers with `domain/migration` names, and with names of texts.
 */
export async function migrateAll({ ownerUrl, ownerUrlOf, ...options }: AllMigrationsOptions): Promise<string[]> {
  const byOwner = Map.groupBy(options.domains, (domain) => ownerUrlOf?.(domain) ?? ownerUrl);
  const applied: string[] = [];
  for (const [owner, domains] of byOwner)
    applied.push(...(await migrateDatabase({ ...options, ownerUrl: owner, domains })));
  return applied;
}

const migrateDatabase = ({
  domains,
  roleOf,
  subgraphsRoot,
  ...options
}: Omit<AllMigrationsOptions, 'ownerUrlOf'>): Promise<string[]> =>
  withMigrationLock(options.ownerUrl, async (client) => {
    const applied: string[] = [];
    for (const domain of domains) {
      const names = await migrateWith(client, { ...options, domain, role: roleOf(domain) });
      applied.push(...names.map((name) => `${domain}/${name}`));
    }
    if (domains.includes(NOTIFICATIONS)) {
      const names = await importTemplates(client, readTemplateFiles(subgraphsRoot));
      applied.push(...names.map((name) => `${NOTIFICATIONS}/${name}`));
    }
    return applied;
  });

/** Names of the migrations on disk that the database has not, without applying them. */
export const pendingMigrations = ({
  ownerUrl,
  domain,
  prismaRoot = 'prisma',
  runtimeFolder,
}: Omit<MigrationOptions, 'role'>): Promise<string[]> =>
  withOwner(ownerUrl, async (client) => {
    const { migrations, datamodel } = readPrismaFolder(prismaRoot, domain);
    const missing = unapplied(sourceOf(domain), migrations, appliedOf(await readApplied(client, domain)));
    const ofRuntime = readRuntimeMigrations(datamodel[1], runtimeFolder);
    return [...missing, ...(await unappliedRuntimeMigrations(client, domain, ofRuntime))].map(({ name }) => name);
  });
