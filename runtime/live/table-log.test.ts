import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PrismaClient } from '../../prisma/generated/auth/client.ts';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { openAdapter } from '../../tests/open-adapter.ts';
import type { DurableLog } from './durable-log.ts';
import { createTableLog } from './table-log.ts';

interface Note {
  readonly text: string;
}

/** Of a server that was never restored and is no promoted standby. */
const TIMELINE = '00000001';

let database: FreshDatabase;
let db: PrismaClient;
let log: DurableLog<Note>;
let whole: DurableLog<Note>;
let imported: DurableLog<Note>;

beforeAll(async () => {
  database = await freshDatabase();
  await database.query('CREATE TABLE auth.note (person text, kind text, sequence bigint, text text)');
  await database.query(
    'CREATE TABLE auth.note_head (person text, kind text, newest int, imported int NOT NULL DEFAULT 0)',
  );
  await database.query('GRANT ALL ON auth.note, auth.note_head TO auth');
  db = new PrismaClient({ adapter: openAdapter(database.urlOf('auth'), 'auth'), log: [] });
  await db.$executeRaw`
    INSERT INTO note SELECT person, kind, sequence, kind || sequence
    FROM unnest(ARRAY['ada', 'bob']) AS person, unnest(ARRAY['own', 'other']) AS kind, generate_series(1, 5) AS sequence`;
  await db.$executeRaw`INSERT INTO note_head (person, kind, newest) SELECT person, kind, max(sequence) FROM note GROUP BY person, kind`;
  const tables = {
    name: 'test.notes',
    entries: { table: 'note', key: 'person', columns: 'text' },
    heads: { table: 'note_head', key: 'person', sequence: 'newest' },
    only: `kind = 'own'`,
    entryOf: ({ text }: Note) => ({ text }),
  };
  log = createTableLog(db, tables);
  imported = createTableLog(db, { ...tables, heads: { ...tables.heads, imported: 'imported' }, keepsAll: true });
  whole = createTableLog(db, { ...tables, keepsAll: true, permitted: async (_, viewerIds) => new Set(viewerIds) });
});
afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

test('heads are those of this log; a key without one is left out', async () => {
  await db.$executeRaw`UPDATE note_head SET newest = 9 WHERE kind = 'other'`;
  const { timeline, sequences } = await log.heads(['ada', 'eve', 'bob']);
  expect(timeline).toBe(TIMELINE);
  expect(sequences).toEqual(
    new Map([
      ['ada', 5],
      ['bob', 5],
    ]),
  );
  expect(await log.heads([])).toEqual({ timeline: TIMELINE, sequences: new Map() });
});

test('entries after a sequence are read in order, as many as asked for, each with its sequence', async () => {
  expect(await log.read('ada', 2, 2)).toEqual([
    { sequence: 3, timeline: TIMELINE, entry: { text: 'own3' } },
    { sequence: 4, timeline: TIMELINE, entry: { text: 'own4' } },
  ]);
  expect(await log.read('ada', 5, 2)).toEqual([]);
});

test('the oldest is the first that is left, the next to come when none is, and 1 of a log that has not begun', async () => {
  await db.$executeRaw`DELETE FROM note WHERE person = 'ada' AND kind = 'own' AND sequence < 3`;
  await db.$executeRaw`DELETE FROM note WHERE person = 'bob' AND kind = 'own'`;
  expect(await Promise.all(['ada', 'bob', 'eve'].map((key) => log.oldest(key)))).toEqual([3, 6, 1]);
  expect(await whole.oldest('ada')).toBe(1);
});

test('only the person whose id is the key may listen, unless a log says otherwise', async () => {
  expect(await log.permitted('ada', ['ada', 'bob'])).toEqual(new Set(['ada']));
  expect(await whole.permitted('ada', ['ada', 'bob'])).toEqual(new Set(['ada', 'bob']));
});

test('entries that came by an import are not delivered, and who follows from before them has to read again', async () => {
  await db.$executeRaw`INSERT INTO note SELECT 'kay', 'own', sequence, 'own' || sequence FROM generate_series(1, 5) AS sequence`;
  await db.$executeRaw`INSERT INTO note_head (person, kind, newest, imported) VALUES ('kay', 'own', 5, 3)`;
  expect((await imported.read('kay', 0, 9)).map(({ sequence }) => sequence)).toEqual([4, 5]);
  expect(await Promise.all([imported.oldest('kay'), imported.oldest('eve')])).toEqual([4, 1]);
  await db.$executeRaw`UPDATE note_head SET imported = 5 WHERE person = 'kay'`;
  expect(await imported.read('kay', 0, 9)).toEqual([]);
});
