import { expect, test } from '@jest/globals';
import { migrationLocks } from './migration-locks.ts';
import { treeOf } from './tree.ts';

const NEW = 'prisma/chat/migrations/20270101000000_change/migration.sql';
const check = (sql: string, path = NEW) => migrationLocks(treeOf({ [path]: sql }));

test.each([
  ['an index', 'CREATE UNIQUE INDEX "a_key" ON "message"("a");', /message: create the index concurrently/],
  ['NOT NULL', 'ALTER TABLE "message" ALTER COLUMN "a" SET NOT NULL;', /message: add a check NOT VALID/],
  ['a check', 'ALTER TABLE "message" ADD CONSTRAINT "c" CHECK ("a" > 0);', /message: add it NOT VALID/],
  [
    'a foreign key',
    'ALTER TABLE "message"\n ADD CONSTRAINT "f" FOREIGN KEY ("a")\n REFERENCES "b"("id");',
    /NOT VALID/,
  ],
  ['a type', 'ALTER TABLE "message" ALTER COLUMN "a" TYPE bigint;', /add a column, backfill it and switch/],
  ['a default for each row', 'ALTER TABLE "message" ADD COLUMN "a" UUID DEFAULT gen_random_uuid();', /backfill/],
  ['an index in a transaction', 'CREATE INDEX CONCURRENTLY IF NOT EXISTS "i" ON "message"("a");', /@concurrent/],
  ['another statement beside an index', '-- @concurrent\n\nALTER TABLE "message" ADD COLUMN "a" TEXT;', /is resumed/],
  [
    'an index that cannot be repeated',
    '-- @concurrent\nCREATE INDEX CONCURRENTLY "i" ON "message"("a");',
    /is resumed/,
  ],
])('%s on a table that may be large is caught', (_, sql, message) => {
  expect(check(`-- A comment.\n${sql}\n`)).toEqual([
    { file: NEW, line: expect.any(Number), rule: 'migration-locks', message: expect.stringMatching(message) },
  ]);
});

test('it names the line', () => {
  const sql = 'ALTER TABLE "a" ADD COLUMN "b" TEXT;\n\n-- A comment.\nCREATE INDEX "i" ON "a"("b");\n';
  expect(check(sql)).toMatchObject([{ line: 4 }]);
});

test.each([
  [
    'an index of a new table',
    'CREATE TABLE IF NOT EXISTS "a" ("b" TEXT);\nCREATE INDEX IF NOT EXISTS "i" ON "a"("b");',
  ],
  ['a column', 'ALTER TABLE "a" ADD COLUMN "b" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;'],
  ['a constraint that is not valid yet', 'ALTER TABLE "a" ADD CONSTRAINT "c" CHECK ("b" > 0) NOT VALID;'],
  ['its validation', 'ALTER TABLE "a" VALIDATE CONSTRAINT "c";'],
  ['a concurrent index', '-- @concurrent\nCREATE INDEX CONCURRENTLY IF NOT EXISTS "i" ON "a"("b");'],
  ['a lock with a reason', '-- @locks a is a table of settings\nCREATE INDEX "i" ON "a"("b");'],
])('%s is fine', (_, sql) => {
  expect(check(sql)).toEqual([]);
});

test('migrations that were merged before are left alone, new ones of the runtime are not', () => {
  const sql = 'CREATE INDEX "i" ON "a"("b");';
  expect(check(sql, 'prisma/chat/migrations/20261130200000_limit/migration.sql')).toEqual([]);
  expect(check(sql, 'runtime/migrations/sql/0003_create_relations.sql')).toEqual([]);
  expect(check(sql, 'runtime/migrations/sql/0099_change.sql')).toHaveLength(1);
});
