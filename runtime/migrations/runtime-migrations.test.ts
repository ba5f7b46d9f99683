import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PrismaClient } from '../../prisma/generated/chat/client.ts';
import { type FreshDatabase, freshDatabase, queryOnce } from '../../tests/engines.ts';
import { openAdapter } from '../../tests/open-adapter.ts';
import { sql } from '../database/sql-fragment.ts';
import { dueErasures } from '../erasure/erasure-table.ts';
import { defineEvent } from '../events/event-type.ts';
import { announce } from '../events/outbox.ts';
import { numberRows, outboxState, rowsFrom } from '../events/outbox-table.ts';
import { createRelationStore } from '../relations/relation-store.ts';
import { isSuspended } from '../relations/suspension-sql.ts';
import { createSuspensionCopy } from '../relations/suspension-store.ts';
import { readSupergraphConfig } from '../settings/supergraph-config.ts';
import { migrateDomain, pendingMigrations } from './migrations.ts';
import { RUNTIME_MIGRATIONS, readRuntimeMigrations } from './runtime-migrations.ts';
import { schemaDrift } from './schema-drift.ts';

/** Has its own migrations of before, and declares relations. Its role belongs to the server, which all tests share. */
const OLD = 'chat';
const NEW = 'fixture-new';
const PASSWORD = 'password of fixture-new';

let database: FreshDatabase;
/** Prisma folders, and folders of runtime migrations, that a test writes. */
let folder: string;

beforeEach(async () => {
  database = await freshDatabase();
  folder = mkdtempSync(join(tmpdir(), 'runtime-migrations-'));
  mkdirSync(join(folder, 'none'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

function writeDomain(datamodel: string, migrations: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, NEW), { recursive: true });
  writeFileSync(join(folder, NEW, 'schema.prisma'), `${datamodel}datasource db {\n  provider = "postgresql"\n}\n`);
  for (const [name, sql] of Object.entries(migrations)) {
    mkdirSync(join(folder, NEW, 'migrations', name), { recursive: true });
    writeFileSync(join(folder, NEW, 'migrations', name, 'migration.sql'), sql);
  }
}

const migrateNew = (options: { readonly runtimeFolder?: string } = {}) =>
  migrateDomain({
    ownerUrl: database.ownerUrl,
    domain: NEW,
    role: { name: NEW, password: PASSWORD },
    prismaRoot: folder,
    ...options,
  });

/** With the password that the tests' template has. */
const migrateOld = (options: { readonly runtimeFolder?: string } = {}) =>
  migrateDomain({
    ownerUrl: database.ownerUrl,
    domain: OLD,
    role: { name: OLD, password: decodeURIComponent(new URL(database.urlOf(OLD)).password) },
    ...options,
  });

const namesOf = (datamodel: string): string[] => readRuntimeMigrations(datamodel).map(({ name }) => name);
const MARKS = '/// @relations\n/// @suspensions\n/// @moderated\n/// @follows\n';
const ALL = namesOf(MARKS);
/** Tables of the first three migrations, which databases of before them have. */
const TABLES = [
  'block',
  'dead_letter',
  'erasure',
  'friendship',
  'inbox_event',
  'inbox_position',
  'outbox_consumer',
  'outbox_event',
  'outbox_head',
];

/** All that the catalogue says of these tables: columns, constraints, indexes, sequences, and the rights of the role. */
async function catalogueOf(schema: string) {
  const { rows } = await database.query(
    `SELECT c.relname AS name, c.relkind AS kind,
       (SELECT json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
           replace(pg_get_expr(d.adbin, d.adrelid), quote_ident($1) || '.', '')) ORDER BY a.attnum)
         FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
       (SELECT json_agg(json_build_array(conname, pg_get_constraintdef(oid)) ORDER BY conname)
         FROM pg_constraint WHERE conrelid = c.oid) AS constraints,
       (SELECT json_agg(replace(pg_get_indexdef(indexrelid), quote_ident($1) || '.', '') ORDER BY indexrelid::regclass::text)
         FROM pg_index WHERE indrelid = c.oid) AS indexes,
       (SELECT json_agg(right_name ORDER BY right_name)
         FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS right_name
         WHERE c.relkind = 'r' AND has_table_privilege($1::name, c.oid, right_name)) AS rights,
       c.relkind = 'S' AND has_sequence_privilege($1::name, c.oid, 'USAGE') AS may_count
     FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND (c.relname = ANY ($2) OR c.relname LIKE 'outbox_event%seq') ORDER BY c.relname`,
    [schema, TABLES],
  );
  return rows;
}

/** The database as the domain's own migrations alone leave it, with something in each kind of table. */
async function databaseOfBefore(): Promise<void> {
  await database.query(`DROP SCHEMA ${OLD} CASCADE`);
  await migrateOld({ runtimeFolder: join(folder, 'none') });
  await database.query(`DROP TABLE ${OLD}._runtime_migrations`);
  await database.query(`
    SET search_path = ${OLD};
    INSERT INTO outbox_event (id, number, type, payload) VALUES ('evt_1', 1, 'a.b', '{}'), ('evt_2', NULL, 'a.b', '{"n": 2}');
    UPDATE outbox_head SET number = 1, epoch = 'the epoch';
    INSERT INTO outbox_consumer VALUES ('profile', 1, now());
    INSERT INTO inbox_position VALUES ('auth', 'e', 9), ('friends', 'e', 7);
    INSERT INTO inbox_event VALUES ('evt_7', 'friends');
    INSERT INTO dead_letter VALUES ('evt_6', 'friends', 6, 'c.d', '{}', 'no');
    INSERT INTO erasure VALUES ('usr_gone', now(), NULL, NULL), ('usr_swept', now(), now(), now());
    INSERT INTO friendship VALUES ('usr_a', 'usr_b', false, '2026-11-20T12:00:00Z'), ('usr_b', 'usr_a', false, '2026-11-20T12:00:00Z');
    INSERT INTO block VALUES ('usr_a', 'usr_c', true, '2026-11-20T12:00:00Z')`);
}

const rowsOf = async () =>
  Object.fromEntries(
    await Promise.all(
      TABLES.map(async (table) => [
        table,
        (await database.query(`SELECT t::text AS row FROM ${OLD}.${table} AS t ORDER BY 1`)).rows,
      ]),
    ),
  );

test('a database of before keeps its rows and its form, and all goes on in it', async () => {
  await databaseOfBefore();
  const [rows, catalogue] = [await rowsOf(), await catalogueOf(OLD)];
  expect(await pendingMigrations({ ownerUrl: database.ownerUrl, domain: OLD })).toEqual(ALL);

  // The migrations of tables that were there already; those after them may change these.
  const first = ALL.slice(0, 3);
  for (const name of first) copyFileSync(join(RUNTIME_MIGRATIONS, `${name}.sql`), join(folder, 'none', `${name}.sql`));
  expect(await migrateOld({ runtimeFolder: join(folder, 'none') })).toEqual(first);

  expect(await rowsOf()).toEqual(rows);
  expect(await catalogueOf(OLD)).toEqual(catalogue);
  expect(await migrateOld()).toEqual(ALL.slice(3));
  expect(await migrateOld()).toEqual([]);
  const taken = await database.query(`SELECT producer, epoch, number, is_replay FROM ${OLD}.inbox_bootstrap`);
  // The suspensions that auth published before this database kept a copy of them.
  expect(taken.rows).toEqual([{ producer: 'auth', epoch: 'e', number: '9', is_replay: false }]);
  await expectToGoOn();
});

/** As the domain's role: numbers go on, an erasure is due, and an event that is handled late revives nothing. */
async function expectToGoOn(): Promise<void> {
  const db = new PrismaClient({ adapter: openAdapter(database.urlOf(OLD), OLD), log: [] });
  const now = new Date();
  await announce(
    db,
    defineEvent<{ n: number }>('a.b', { notifies: false, reason: 'Only tests publish it.' }),
    { n: 3 },
    now,
  );
  await numberRows({ sql: db, transaction: (work) => db.$transaction((tx) => work(undefined, tx)) }, 10);
  expect(await outboxState(db)).toEqual({ epoch: 'the epoch', number: 3, oldest: 1 });
  const events = await rowsFrom(db, OLD, 2, 10);
  expect(events.map(({ number, payload }) => ({ number, payload }))).toEqual([
    { number: 2, payload: { n: 2 } },
    { number: 3, payload: { n: 3 } },
  ]);
  expect(await dueErasures(db, now, 10)).toEqual([{ userId: 'usr_gone', isSweep: false }]);
  const relations = createRelationStore(db);
  const before = '2026-11-19T12:00:00Z';
  await relations.noteFriendships([{ userIds: ['usr_a', 'usr_b'], at: before }], true);
  await relations.noteBlocks([{ userId: 'usr_a', blockedId: 'usr_c', at: before }], false);
  await relations.noteBlocks([{ userId: 'usr_a', blockedId: 'usr_d', at: now.toISOString() }], true);
  const active = await db.$queryRaw`
    SELECT user_id AS id FROM friendship WHERE is_active UNION ALL SELECT blocked_id FROM block WHERE is_active ORDER BY 1`;
  expect(active).toEqual([{ id: 'usr_c' }, { id: 'usr_d' }]);
  const suspensions = createSuspensionCopy(db);
  const [earlier, later] = [new Date('2026-11-19T12:00:00Z'), new Date('2026-11-20T12:00:00Z')];
  await suspensions.noteSuspension('usr_free', { isActive: false, until: null, at: later });
  await suspensions.noteSuspension('usr_free', { isActive: true, until: null, at: earlier });
  await suspensions.noteSuspension('usr_ended', { isActive: true, until: earlier, at: earlier });
  await suspensions.noteSuspension('usr_bad', { isActive: true, until: null, at: earlier });
  const suspended =
    await db.$queryRaw`SELECT id FROM unnest(ARRAY['usr_bad', 'usr_ended', 'usr_free', 'usr_a']) AS person (id)
    WHERE ${isSuspended(sql`person.id`)}`;
  expect(suspended).toEqual([{ id: 'usr_bad' }]);
  await db.$disconnect();
}

test('a new domain ends in the same form', async () => {
  writeDomain(MARKS, { '20300101000000_init': 'CREATE TABLE thing (id text PRIMARY KEY)' });

  expect(await migrateNew()).toEqual(['20300101000000_init', ...ALL]);

  const [mine, old] = await Promise.all([catalogueOf(NEW), catalogueOf(OLD)]);
  expect(mine).toHaveLength(TABLES.length + 1);
  expect(mine).toEqual(old);
  expect((await database.query(`SELECT id, number FROM "${NEW}".outbox_head`)).rows).toEqual([{ id: 1, number: '0' }]);
});

test('a domain that declares no relations has no tables of them', async () => {
  writeDomain('', {});

  expect(await migrateNew()).toEqual(namesOf(''));

  expect((await catalogueOf(NEW)).map(({ name }) => name)).not.toContain('friendship');
});

test('a first migration may come to a schema that has the tables of the runtime', async () => {
  writeDomain('', {});
  await migrateNew();
  writeDomain('', { '20300101000000_init': 'CREATE TABLE thing (id text PRIMARY KEY)' });

  expect(await migrateNew()).toEqual(['20300101000000_init']);
});

test('the role of the domain does not read the history', async () => {
  writeDomain('', {});
  await migrateNew();
  const url = new URL(database.ownerUrl);
  [url.username, url.password] = [NEW, PASSWORD];

  await expect(queryOnce(url.href, 'SELECT * FROM _runtime_migrations')).rejects.toThrow(/permission denied/);
});

test('one that fails leaves nothing, names itself, and is tried again once mended', async () => {
  writeDomain('', {});
  const runtimeFolder = join(folder, 'none');
  const write = (sql: string) => writeFileSync(join(runtimeFolder, '0001_break.sql'), sql);
  write('CREATE TABLE half (id int); SELECT nonsense;');
  await expect(migrateNew({ runtimeFolder })).rejects.toThrow(/^fixture-new: the migration 0001_break .*nonsense/);
  expect((await database.query(`SELECT to_regclass('"${NEW}".half') AS half`)).rows).toEqual([{ half: null }]);
  write('CREATE TABLE whole (id int);');
  expect(await migrateNew({ runtimeFolder })).toEqual(['0001_break']);

  write('CREATE TABLE edited (id int);');

  await expect(migrateNew({ runtimeFolder })).rejects.toThrow(/0001_break was edited after it was applied/);
});

test.each(readSupergraphConfig().map(({ name }) => name))(
  '%s: nothing drifts except the tables of the runtime',
  async (domain) => {
    expect(await schemaDrift({ ownerUrl: database.ownerUrl, domain })).toBeNull();
  },
);
