import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withClient } from '../runtime/database/postgres-connections.ts';
import { type CommandWorld, openCommandWorld } from './command-world.ts';
import { OLD_HASHES, PEOPLE_MAP, writeDump } from './dump-of-people.ts';
import { eventually } from './eventually.ts';

let world: CommandWorld;
const folder = mkdtempSync(join(tmpdir(), 'import-'));
const TIME_LIMIT_MS = 240_000;

beforeAll(async () => {
  world = await openCommandWorld();
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const wordsOf = ({ from, map }: { from: string; map: string }, ...more: readonly string[]): readonly string[] => [
  ...['--from', from, '--map', map, '--json'],
  ...more,
];

async function run(name: 'import' | 'verify', words: readonly string[]) {
  const report = name === 'import' ? ['--report', join(folder, 'report')] : [];
  const command = world.commands.run(name, [...words, ...report], world.engines());
  const code = await command.ended;
  const [line = '{}'] = command.stdout();
  const result: { files?: Record<string, unknown>[] } = JSON.parse(line);
  return { code, files: result.files ?? [], stderr: command.stderr().filter((text) => text.startsWith('error: ')) };
}

const count = async (table: string): Promise<number> => {
  const { rows } = await world.database.query(`SELECT count(*)::int AS count FROM ${table}`);
  return Number(rows[0]?.['count']);
};

/** A dump of one file of people in a folder of its own. */
function dumpOf(name: string, users: string | Buffer, map = PEOPLE_MAP.split('  - file: profiles')[0] ?? '') {
  const from = join(folder, name);
  mkdirSync(from);
  writeFileSync(join(from, 'users.csv'), users);
  writeFileSync(join(from, 'map.yaml'), map);
  return { from, map: join(from, 'map.yaml') };
}

const HEADER = 'id,email,nickname,password,created_at,birth_date\n';

test(
  'rows that cannot be taken are refused with their lines, and nothing secret is reported',
  async () => {
    const [hash] = OLD_HASHES;
    const rows = [
      `a,ada@example.org,ada_one,${hash},2020-01-01 00:00:00,01.01.1990`,
      'a,other@example.org,ada_two,,2020-01-01 00:00:00,',
      'b,ADA@example.org,ada_three,,2020-01-01 00:00:00,',
      'c,no address,ada_four,,2020-01-01 00:00:00,',
      'd,dan@example.org,ada_one,,2020-01-01 00:00:00,',
      'e,eve@example.org,ada_five,$2b$31$YXng3obNJBMxqSLqD0BhSOZGbMAXMnyMU6jwCOLwON861Mmd3g47O,2020-01-01 00:00:00,',
      'f,fay@example.org,ada_six,,yesterday,',
      'g,gus@example.org',
      ',hal@example.org,ada_seven,,2020-01-01 00:00:00,',
      'h,,ada_eight,,2020-01-01 00:00:00,',
    ];
    const dump = dumpOf('bad-rows', HEADER + rows.join('\n'));
    const dry = await run('import', wordsOf(dump, '--dry-run'));
    expect(dry).toMatchObject({ code: 1, files: [{ rows: 10, inserted: 1, refused: 9 }] });
    expect(await count('auth.account')).toBe(0);

    const { code, files } = await run('import', wordsOf(dump));
    expect([code, files]).toMatchObject([1, [{ rows: 10, inserted: 1, refused: 9 }]]);
    const report = readFileSync(join(folder, 'report/refused-users.csv.jsonl'), 'utf8');
    expect(report).not.toContain('$2b$31');
    expect(
      report
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toMatchObject([
      { line: 3, oldId: 'a', reason: expect.stringContaining('Line 2') },
      { line: 4, oldId: 'b', reason: expect.stringContaining('Line 2 has the same EMAIL') },
      { line: 5, oldId: 'c', reason: expect.stringContaining('email') },
      { line: 6, oldId: 'd', reason: expect.stringContaining('nickname') },
      { line: 7, oldId: 'e', reason: expect.stringContaining('more work') },
      { line: 8, oldId: 'f', reason: expect.stringContaining('createdAt') },
      { line: 9, oldId: null, reason: expect.stringContaining('2 columns') },
      { line: 10, oldId: null, reason: expect.stringContaining('no id') },
      { line: 11, oldId: 'h', reason: expect.stringContaining('to sign in') },
    ]);
    expect(await run('import', wordsOf(dump))).toMatchObject({ files: [{ inserted: 0, present: 1, refused: 9 }] });
    await world.database.query(`UPDATE auth.account SET date_of_birth = '1980-05-05'`);
    expect(await run('import', wordsOf(dump))).toMatchObject({ files: [{ inserted: 0, present: 0, changed: 1 }] });
    await world.database.query('DELETE FROM auth.account');
  },
  TIME_LIMIT_MS,
);

test.each([
  [
    'another encoding',
    Buffer.from(`${HEADER}1,caf\xe9@example.org,x,,,\n`, 'latin1'),
    undefined,
    /users\.csv:2: .*not UTF-8/,
  ],
  ['UTF-16', Buffer.from(`\ufeff${HEADER}`, 'utf16le'), undefined, /users\.csv:1: .*UTF-16/],
  ['an open quote', `${HEADER}1,"ada@example.org,x,,,\n`, undefined, /users\.csv: .*not CSV near line/],
  [
    'a field that there is not',
    HEADER,
    'source: s\nfiles: [{ file: users.csv, kind: people, fields: { id: id, e-mail: email } }]',
    /fields\.e-mail: people have no such field/,
  ],
  ['a map without a kind', HEADER, 'source: s\nfiles: [{ file: users.csv, fields: {} }]', /map\.yaml: files\.0\.kind/],
])(
  'a dump with %s is refused as a whole',
  async (what, users, map, reason) => {
    const outcome = await run('import', wordsOf(dumpOf(what.replaceAll(' ', '-'), users, map)));
    expect(outcome).toMatchObject({ code: 2, stderr: [expect.stringMatching(reason)] });
    expect(await count('auth.account')).toBe(0);
  },
  TIME_LIMIT_MS,
);

test(
  'an import that is killed goes on where it was, and stores nothing twice',
  async () => {
    const dump = writeDump(join(folder, 'killed'), 2_500);
    await withClient({ connectionString: world.database.ownerUrl }, async (client) => {
      // Somebody registers the address of a person of the second batch: the import waits for them, and is killed.
      await client.query('BEGIN');
      await client.query(`INSERT INTO auth.account (id, created_at) VALUES ('usr_other', now())`);
      await client.query(
        `INSERT INTO auth.identifier VALUES ('EMAIL', 'person1500@example.org', 'usr_other', now(), NULL, NULL)`,
      );
      const command = world.commands.run(
        'import',
        wordsOf(dump, '--report', join(folder, 'killed-report')),
        world.engines(),
      );
      await eventually(
        async () =>
          (await count(
            "auth.import_progress WHERE source = 'test-system' AND file = 'users.csv' AND NOT is_complete",
          )) > 0,
        'the first batch',
      );
      expect(await count('auth.account')).toBe(1_000);
      command.signal('SIGKILL');
      await command.ended;
      await client.query('ROLLBACK');
    });

    const resumed = await run('import', wordsOf(dump));
    expect(resumed).toMatchObject({
      code: 0,
      files: [
        { kind: 'people', rows: 2_500, inserted: 2_500, refused: 0, resumedAfter: 1_001 },
        { kind: 'profiles', rows: 2_500, inserted: 2_500, resumedAfter: 0 },
        { kind: 'friendships', rows: 2_499, inserted: 2_499 },
      ],
    });
    expect(await count('auth.account')).toBe(2_500);
    const verified = await run('verify', wordsOf(dump));
    expect(verified).toMatchObject({ code: 0, files: [{ differing: 0 }, { differing: 0 }, { differing: 0 }] });

    const again = await run('import', wordsOf(dump));
    expect(again).toMatchObject({
      code: 0,
      files: [
        { inserted: 0, present: 2_500 },
        { inserted: 0, present: 2_500 },
        { inserted: 0, present: 2_499 },
      ],
    });
    await world.database.query(`UPDATE profile.profile SET city = 'Elsewhere' WHERE nickname = 'person_7'`);
    const differing = await run('verify', wordsOf(dump));
    expect(differing).toMatchObject({
      code: 1,
      // Two lines a row, below the header.
      files: [
        { differing: 0 },
        { differing: 1, differences: [{ line: 14, oldId: '7', reason: expect.stringContaining('city') }] },
        { differing: 0 },
      ],
    });
    const published = `FROM notifications.occurrence`;
    expect((await world.database.query(`SELECT count(*)::int AS count ${published}`)).rows).toEqual([{ count: 0 }]);
  },
  TIME_LIMIT_MS,
);
