import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { PrismaClient } from '../../prisma/generated/auth/client.ts';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { openAdapter } from '../../tests/open-adapter.ts';
import { readPersonalData } from '../personal-data/collections.ts';
import { markedCollections } from '../personal-data/marked-collections.ts';
import { parsePersonalMarks } from '../personal-data/personal-tables.ts';
import { withMarks } from './erase-marked.ts';

const MARKS = parsePersonalMarks(`
model Entry {
  /// @user delete
  /// @export entries by kind, name: sequence, at as day
  ownerId  String   @map("owner_id")
  sequence BigInt
  kind     String
  name     String
  /// @user clear
  otherId  String?  @map("other_id")
  at       DateTime @db.Date

  @@id([ownerId, kind, sequence])
  @@map("entry")
}

model Head {
  /// @user delete
  /// @export none: it orders entries
  userId String @id @map("user_id")

  @@map("head")
}

model Kept {
  /// @user by hand
  /// @export memo by note: note
  userId String @id @map("user_id")
  note   String

  @@map("memo")
}
`);
const ENTRIES = 1_200;

let database: FreshDatabase;
let db: PrismaClient;

beforeAll(async () => {
  database = await freshDatabase();
  db = new PrismaClient({ adapter: openAdapter(database.ownerUrl, 'public'), log: [] });
  await database.query(`
    CREATE TABLE entry (owner_id text, sequence bigint, kind text, name text, other_id text, at date NOT NULL, PRIMARY KEY (owner_id, kind, sequence));
    CREATE TABLE head (user_id text PRIMARY KEY);
    CREATE TABLE memo (user_id text, note text)`);
});
beforeEach(async () => {
  await db.$executeRaw`
    INSERT INTO entry SELECT 'usr_ada', n, 'a', lpad(n::text, 4, '0') || '/', 'usr_ben', '2026-11-30' FROM generate_series(1, ${ENTRIES}::int) AS n`;
  await db.$executeRaw`INSERT INTO entry VALUES ('usr_ben', 1, 'a', '1', 'usr_ada', '2026-11-30'), ('usr_ben', 2, 'a', '2', NULL, '2026-11-30')`;
  await db.$executeRaw`INSERT INTO head VALUES ('usr_ada'), ('usr_ben')`;
  await db.$executeRaw`INSERT INTO memo VALUES ('usr_ada', 'a/b'), ('usr_ada', 'a/c'), ('usr_ben', 'of ben')`;
});
afterEach(() => database.query('TRUNCATE entry, head, memo'));
afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

const count = async (table: string, where = 'true'): Promise<number> =>
  Number((await database.query(`SELECT count(*) FROM ${table} WHERE ${where}`)).rows[0]?.['count']);

test('rows go some at a time, what gives out their sequences last, and others keep theirs without the name', async () => {
  const erase = withMarks(undefined, MARKS);

  expect(await erase?.({}, 'usr_ada', db)).toEqual({ isComplete: false });
  expect(await count('entry', "owner_id = 'usr_ada'")).toBe(ENTRIES - 1_000);
  expect(await count('head')).toBe(2);
  expect(await erase?.({}, 'usr_ada', db)).toEqual({ isComplete: true });

  const { rows } = await database.query('SELECT owner_id, sequence, other_id FROM entry ORDER BY sequence');
  expect(rows).toEqual([
    { owner_id: 'usr_ben', sequence: '1', other_id: null },
    { owner_id: 'usr_ben', sequence: '2', other_id: null },
  ]);
  expect((await database.query('SELECT user_id FROM head')).rows).toEqual([{ user_id: 'usr_ben' }]);
  expect(await count('memo')).toBe(3);
  expect(await erase?.({}, 'usr_ada', db)).toEqual({ isComplete: true });
});

test('the code of the domain comes first, and the marks wait until it has nothing left', async () => {
  const afterCommit = () => undefined;
  const steps = [
    { isComplete: false, afterCommit },
    { isComplete: true, afterCommit },
  ];
  const erase = withMarks(async () => steps.shift() ?? { isComplete: true }, MARKS);

  expect(await erase?.({}, 'usr_ada', db)).toEqual({ isComplete: false, afterCommit });
  expect(await count('entry', "owner_id = 'usr_ada'")).toBe(ENTRIES);
  expect(await erase?.({}, 'usr_ada', db)).toEqual({ isComplete: false, afterCommit });
  expect(await count('entry', "owner_id = 'usr_ada'")).toBe(ENTRIES - 1_000);
});

test('a domain that holds nothing about people erases nobody', () => {
  expect(
    withMarks(undefined, {
      tables: [],
      hasRelations: false,
      hasSuspensions: false,
      hasFollows: false,
      hasWebhooks: false,
    }),
  ).toBeUndefined();
});

test('every row is exported once, with what the mark lists', async () => {
  const collections = markedCollections(db, MARKS.tables);
  const records: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await readPersonalData(collections, 'usr_ada', cursor);
    records.push(...(page?.records.map((record) => `${page.collection} ${record}`) ?? []));
    cursor = page?.next ?? null;
  } while (cursor !== null);

  expect(records.slice(ENTRIES)).toEqual(['memo {"note":"a/b"}', 'memo {"note":"a/c"}']);
  expect(new Set(records).size).toBe(ENTRIES + 2);
  expect(records[0]).toBe('entries {"sequence":1,"day":"2026-11-30"}');
});

test('a domain that retains records and cannot seal them does not open', () => {
  const marks = parsePersonalMarks(`
model Bill {
  /// @user delete
  /// @retained 10 tax law: name
  userId String @id
  name   String
}
`);
  expect(() => withMarks(undefined, marks)).toThrow('Bill retains what the law requires');
  expect(withMarks(undefined, marks, async () => undefined)).toBeDefined();
});
