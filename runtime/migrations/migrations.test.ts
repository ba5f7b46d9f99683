import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase, queryOnce } from '../../tests/engines.ts';
import { migrateAll, migrateDomain, pendingMigrations } from './migrations.ts';
import { draftMigration, schemaDrift } from './schema-drift.ts';

// Roles belong to the server, which all tests share: names that no real domain has.
const ONE = 'fixture-one';
const TWO = 'fixture-two';
const MODEL =
  'datasource db {\n  provider = "postgresql"\n}\n\nmodel Thing {\n  id String @id\n\n  @@map("thing")\n}\n';
const TABLE = 'CREATE TABLE "thing" ("id" TEXT NOT NULL, CONSTRAINT "thing_pkey" PRIMARY KEY ("id"));';
const FUNCTION = "CREATE FUNCTION say() RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 'a;b'; END; $$;";

let database: FreshDatabase;
let prismaRoot: string;
/** Has no migrations: these tests look at the domains' own. */
let runtimeFolder: string;

beforeEach(async () => {
  database = await freshDatabase();
  prismaRoot = mkdtempSync(join(tmpdir(), 'prisma-'));
  runtimeFolder = mkdtempSync(join(tmpdir(), 'runtime-migrations-'));
  for (const domain of [ONE, TWO]) {
    writeMigration(domain, '20300101000000_init', `${TABLE}\n${FUNCTION}`);
    writeFileSync(join(prismaRoot, domain, 'schema.prisma'), MODEL);
  }
});
afterEach(async () => {
  for (const folder of [prismaRoot, runtimeFolder]) rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

function writeMigration(domain: string, name: string, sql: string): void {
  const folder = join(prismaRoot, domain, 'migrations', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
}

const passwordOf = (domain: string) => `password of ${domain}`;
const roleOf = (name: string) => ({ name, password: passwordOf(name) });
const folders = () => ({ ownerUrl: database.ownerUrl, prismaRoot, runtimeFolder });
const all = () => migrateAll({ ...folders(), domains: [ONE, TWO], roleOf });
const one = () => migrateDomain({ ...folders(), domain: ONE, role: { name: ONE, password: passwordOf(ONE) } });

async function query(statement: string, role?: string): Promise<unknown[]> {
  const url = new URL(database.ownerUrl);
  if (role !== undefined) [url.username, url.password] = [role, passwordOf(role)];
  return (await queryOnce(url.href, statement)).rows;
}

test('two domains migrate, twice, each with its own history', async () => {
  expect(await all()).toEqual([`${ONE}/20300101000000_init`, `${TWO}/20300101000000_init`]);
  expect(await all()).toEqual([]);
  for (const domain of [ONE, TWO]) {
    expect(await query(`SELECT migration_name FROM "${domain}"._prisma_migrations`)).toHaveLength(1);
    expect(await pendingMigrations({ ...folders(), domain })).toEqual([]);
  }
});

test('a role works in its own schema and sees no other, nor the history', async () => {
  await all();

  expect(await query("INSERT INTO thing VALUES ('a') RETURNING id", ONE)).toEqual([{ id: 'a' }]);
  expect(await query('SELECT id FROM thing', TWO)).toEqual([]);
  expect(await query("SELECT say() AS text, similarity('ab', 'ab') AS same", ONE)).toEqual([{ text: 'a;b', same: 1 }]);
  for (const table of [`"${TWO}".thing`, `"${ONE}"._prisma_migrations`, 'auth._prisma_migrations']) {
    await expect(query(`SELECT * FROM ${table}`, ONE)).rejects.toThrow(/permission denied/);
  }
  for (const prefix of ['', 'public.']) {
    await expect(query(`CREATE TABLE ${prefix}mine (id int)`, ONE)).rejects.toThrow(/permission denied/);
  }
});

test('a right given on another schema is taken back, one taken by a migration stays taken', async () => {
  writeMigration(ONE, '20300102000000_append_only', `REVOKE UPDATE, DELETE ON thing FROM "${ONE}";`);
  await all();
  await query(`GRANT USAGE ON SCHEMA "${TWO}" TO "${ONE}"; GRANT SELECT ON "${TWO}".thing TO "${ONE}"`);
  await all();

  await expect(query(`SELECT * FROM "${TWO}".thing`, ONE)).rejects.toThrow(/permission denied/);
  await expect(query('DELETE FROM thing', ONE)).rejects.toThrow(/permission denied/);
});

test('sessions of a role end their statements, locks and idle transactions in time', async () => {
  await all();
  const settings = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'search_path'];
  const columns = settings.map((name) => `current_setting('${name}') AS ${name}`).join(', ');

  expect(await query(`SELECT ${columns}`, ONE)).toEqual([
    {
      statement_timeout: '5s',
      lock_timeout: '2s',
      idle_in_transaction_session_timeout: '10s',
      search_path: `"${ONE}", extensions`,
    },
  ]);
});

test('several processes may migrate at once', async () => {
  const outcomes = await Promise.all([all(), all(), all()]);

  expect(outcomes.map(({ length }) => length).sort()).toEqual([0, 0, 2]);
});

test('a failing migration leaves nothing, names itself, and is tried again once mended', async () => {
  writeMigration(ONE, '20300102000000_break', 'CREATE TABLE half (id int); SELECT nonsense;');
  await expect(one()).rejects.toThrow(/^fixture-one: a migration failed and was rolled back: .*nonsense/);
  expect(await query(`SELECT to_regclass('"${ONE}".half') AS half`)).toEqual([{ half: null }]);
  expect(await pendingMigrations({ ...folders(), domain: ONE })).toEqual(['20300102000000_break']);
  writeMigration(ONE, '20300102000000_break', 'CREATE TABLE whole (id int);');

  expect(await one()).toEqual(['20300102000000_break']);
});

test('a migration whose process was killed is tried again', async () => {
  await one();
  writeMigration(ONE, '20300102000000_next', 'CREATE TABLE next (id int);');
  await query(
    `INSERT INTO "${ONE}"._prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', '20300102000000_next')`,
  );

  expect(await one()).toEqual(['20300102000000_next']);
});

test('an edited and a vanished migration are refused by name', async () => {
  await one();
  writeMigration(ONE, '20300101000000_init', `${TABLE} -- edited`);
  await expect(one()).rejects.toThrow(/20300101000000_init was edited after it was applied/);
  rmSync(join(prismaRoot, ONE, 'migrations', '20300101000000_init'), { recursive: true });
  await expect(one()).rejects.toThrow(/has the migration 20300101000000_init, which is not in/);
});

test('a database that a newer version has migrated is used, and named in a warning, unless that was breaking', async () => {
  const newer = ['20300102000000_add_color', '20300103000000_breaking_drop_color'] as const;
  const warnings: string[] = [];
  const older = () =>
    migrateDomain({ ...folders(), domain: ONE, role: roleOf(ONE), warn: (line) => warnings.push(line) });
  writeMigration(ONE, newer[0], 'ALTER TABLE "thing" ADD COLUMN "color" TEXT;');
  await one();
  rmSync(join(prismaRoot, ONE, 'migrations', newer[0]), { recursive: true });

  expect(await older()).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^fixture-one: a newer version .*: 20300102000000_add_color$/)]);

  writeMigration(ONE, newer[0], 'ALTER TABLE "thing" ADD COLUMN "color" TEXT;');
  writeMigration(ONE, newer[1], 'ALTER TABLE "thing" DROP COLUMN "color";');
  await one();
  for (const name of newer) rmSync(join(prismaRoot, ONE, 'migrations', name), { recursive: true });
  await expect(older()).rejects.toThrow(/20300103000000_breaking_drop_color, with which this version cannot run/);
});

const CONCURRENT = `-- @concurrent

-- Colors are looked up; each name is there once.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "thing_color_idx" ON "thing"("color");
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "thing_name_key" ON "thing"("name");
`;

test('a concurrent migration runs outside a transaction, beside another process, and resumes where it failed', async () => {
  writeMigration(
    ONE,
    '20300102000000_add_color',
    'ALTER TABLE "thing" ADD COLUMN "color" TEXT, ADD COLUMN "name" TEXT;',
  );
  await one();
  await query(`INSERT INTO "${ONE}".thing VALUES ('1', 'red', 'a'), ('2', 'red', 'a')`);
  writeMigration(ONE, '20300103000000_find_colors', CONCURRENT);
  const indexes = () =>
    query(`SELECT c.relname AS name, i.indisvalid AS valid FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
      WHERE i.indrelid = '"${ONE}".thing'::regclass AND NOT i.indisprimary ORDER BY 1`);

  await expect(one()).rejects.toThrow(/^fixture-one: a migration failed.*thing_name_key/);
  expect(await indexes()).toEqual([
    { name: 'thing_color_idx', valid: true },
    { name: 'thing_name_key', valid: false },
  ]);
  await query(`UPDATE "${ONE}".thing SET name = id`);

  const outcomes = await Promise.all([one(), one()]);
  expect(outcomes.flat()).toEqual(['20300103000000_find_colors']);
  expect(await indexes()).toEqual([
    { name: 'thing_color_idx', valid: true },
    { name: 'thing_name_key', valid: true },
  ]);
});

test('so does one of the runtime', async () => {
  const table = 'CREATE TABLE IF NOT EXISTS "mark" ("id" TEXT NOT NULL, "name" TEXT);';
  writeFileSync(
    join(runtimeFolder, '0001_create_marks.sql'),
    `${table}\nINSERT INTO "mark" VALUES ('1', 'a'), ('2', 'a');`,
  );
  const unique = 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "mark_name_key" ON "mark"("name");';
  writeFileSync(join(runtimeFolder, '0002_name_marks.sql'), `-- @concurrent\n\n${unique}\n`);

  await expect(one()).rejects.toThrow(
    /0002_name_marks of the runtime failed and is resumed by the next run: .*mark_name_key/,
  );
  await query(`UPDATE "${ONE}".mark SET name = id`);

  expect(await one()).toEqual(['0002_name_marks']);
});

test('a missing Prisma folder and an unreachable database are one clear line', async () => {
  const options = {
    ownerUrl: database.ownerUrl,
    domain: 'nowhere',
    role: { name: 'nowhere', password: 'x' },
    prismaRoot,
  };

  await expect(migrateDomain(options)).rejects.toThrow(/nowhere\/schema\.prisma is missing/);
  await expect(migrateDomain({ ...options, ownerUrl: 'postgresql://a:b@127.0.0.1:1/c' })).rejects.toThrow(
    /^The database at 127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/,
  );
});

test('drift between schema and migrations is reported, with SQL that fixes it', async () => {
  const options = { ownerUrl: database.ownerUrl, domain: ONE, prismaRoot };
  expect(await schemaDrift(options)).toBeNull();
  writeFileSync(join(prismaRoot, ONE, 'schema.prisma'), MODEL.replace('@id\n', '@id\n  name String?\n'));
  expect(await schemaDrift(options)).toMatch(/name/);
  const sql = await draftMigration(options);
  expect(sql).toContain('ADD COLUMN     "name" TEXT');
  writeMigration(ONE, '20300102000000_add_name', sql ?? '');

  expect(await schemaDrift(options)).toBeNull();
  expect(await query("SELECT datname FROM pg_database WHERE datname LIKE 'drift%'")).toEqual([]);
});
