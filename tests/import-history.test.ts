import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withClient } from '../runtime/database/postgres-connections.ts';
import { deriveId } from '../runtime/import/derive-id.ts';
import type { ImportKind } from '../runtime/import/import-kinds.ts';
import { type CommandWorld, openCommandWorld } from './command-world.ts';
import { eventually } from './eventually.ts';

const TIME_LIMIT_MS = 240_000;
const PEOPLE = 300;
const MESSAGES = 5_000;

const FIRST_MAP = `source: old
files:
  - { file: people.csv, kind: people, fields: { id: id, email: email } }
  - file: chats.csv
    kind: conversations
    fields: { id: id, kind: { constant: DIRECT }, members: { column: members, separator: ";" }, createdAt: created }
  - { file: categories.csv, kind: categories, fields: { id: id, title: title, parent: parent } }
  - file: files.csv
    kind: files
    fields: { id: id, owner: owner, file: path, contentType: { constant: text/plain }, category: category }
`;

const SECOND_MAP = `source: old
files:
  - file: messages.csv
    kind: messages
    fields: { id: id, conversation: chat, author: author, text: text, sentAt: sent, replyTo: reply }
  - file: balances.csv
    kind: balances
    fields: { id: id, person: id, amount: amount, currency: { constant: EUR } }
`;

const folder = mkdtempSync(join(tmpdir(), 'import-history-'));
let world: CommandWorld;

beforeAll(async () => {
  world = await openCommandWorld();
  writeDump();
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const idOf = (prefix: string, kind: ImportKind, oldId: string): string =>
  deriveId(prefix, { source: 'old', kind, oldId });
const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);
const write = (name: string, rows: readonly string[]): void =>
  writeFileSync(join(folder, name), `${rows.join('\n')}\n`);
const timeOf = (n: number): string => new Date(Date.UTC(2024, 0, 1) + n * 1_000).toISOString();

/** Two conversations: all messages but the last thousand are in the first. Two of them name somebody or something unknown. */
function writeDump(): void {
  write('people.csv', ['id,email', ...numbers(PEOPLE).map((n) => `${n},person${n}@example.org`)]);
  write('chats.csv', ['id,members,created', `a,1;2,${timeOf(0)}`, `b,3;4,${timeOf(0)}`, `c,3;999,${timeOf(0)}`]);
  write('messages.csv', [
    'id,chat,author,text,sent,reply',
    ...numbers(MESSAGES).map((n) => {
      const isFirst = n <= MESSAGES - 1_000;
      const author = n === 7 ? 999 : (isFirst ? 1 : 3) + (n % 2);
      return `${n},${isFirst ? 'a' : 'b'},${author},message ${n},${timeOf(n)},${n === 20 ? 'none' : n === 30 ? 29 : ''}`;
    }),
  ]);
  write('balances.csv', ['id,amount', ...numbers(PEOPLE).map((n) => `${n},${n === 5 ? '1.005' : `${n}.10`}`)]);
  write('categories.csv', ['id,title,parent', '1,Sport,', '2,Climbing,1', '3,Climbing,1', '4,Lost,9']);
  mkdirSync(join(folder, 'bytes'));
  writeFileSync(join(folder, 'bytes/one.txt'), 'Some text of a person.');
  symlinkSync('/etc/hostname', join(folder, 'bytes/link.txt'));
  write('files.csv', [
    'id,owner,path,category',
    '1,1,bytes/one.txt,2',
    '2,1,bytes/missing.txt,',
    '3,1,../../etc/hostname,',
    '4,1,bytes/link.txt,',
    '5,1,bytes,',
  ]);
  writeFileSync(join(folder, 'first.yaml'), FIRST_MAP);
  writeFileSync(join(folder, 'second.yaml'), SECOND_MAP);
}

const environment = () => ({ ...world.engines(), DATA_DIR: join(folder, 'data') });
const wordsOf = (map: string): readonly string[] => ['--from', folder, '--map', join(folder, map), '--json'];
const begin = (name: 'import' | 'verify', map: string) => {
  const report = name === 'import' ? ['--report', join(folder, 'report')] : [];
  return world.commands.run(name, [...wordsOf(map), ...report], environment());
};

async function run(name: 'import' | 'verify', map: string) {
  const command = begin(name, map);
  const code = await command.ended;
  const [line] = command.stdout();
  if (line === undefined) throw new Error(command.stderr().join('\n'));
  const result: { files: Record<string, unknown>[] } = JSON.parse(line);
  return { code, files: result.files };
}

const linesOf = (file: string): unknown[] =>
  readFileSync(join(folder, `report/refused-${file}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

const first = async (statement: string): Promise<Record<string, unknown>> => {
  const { rows } = await world.database.query(statement);
  return rows[0] ?? {};
};

/** Begins an import, kills it while it waits for what `statement` holds, and lets go. */
async function killWhileWaiting(statement: string, values: readonly string[]): Promise<void> {
  await withClient({ connectionString: world.database.ownerUrl }, async (client) => {
    await client.query('BEGIN');
    await client.query(statement, [...values]);
    const command = begin('import', 'second.yaml');
    const waiting = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
      AND usename IN ('chat', 'wallet')`;
    await eventually(async () => Number((await first(waiting))['count']) > 0, 'the import to wait');
    command.signal('SIGKILL');
    await command.ended;
    await client.query('ROLLBACK');
  });
}

test(
  'messages and balances that are killed in their midst go on, nothing comes twice, and sums are right',
  async () => {
    const begun = await run('import', 'first.yaml');
    expect(begun).toMatchObject({
      code: 1,
      files: [
        { kind: 'people', inserted: PEOPLE, refused: 0 },
        { kind: 'categories', inserted: 2, refused: 2 },
        { kind: 'files', inserted: 1, refused: 4 },
        { kind: 'conversations', inserted: 2, refused: 1 },
      ],
    });
    expect(linesOf('files.csv')).toMatchObject([
      { line: 3, reason: expect.stringContaining('no such file') },
      { line: 4, reason: expect.stringContaining('file') },
      { line: 5, reason: expect.stringContaining('not below') },
      { line: 6, reason: expect.stringContaining('no file') },
    ]);
    expect(linesOf('categories.csv')).toMatchObject([{ line: 4 }, { line: 5 }]);
    expect(await first(`SELECT state, category_id FROM media.media_file`)).toEqual({
      state: 'PROCESSING',
      category_id: idOf('cat', 'categories', '2'),
    });

    await killWhileWaiting('SELECT FROM chat.conversation WHERE id = $1 FOR UPDATE', [
      idOf('cnv', 'conversations', 'b'),
    ]);
    const half = await first('SELECT count(*)::int AS count FROM chat.message');
    expect(half).toEqual({ count: 3_998 });
    await killWhileWaiting(
      `INSERT INTO wallet.opening_balance (id, account_id, amount, opened_at) VALUES ($1, 'wal_other', 0, now())`,
      [idOf('wtx', 'balances', '250')],
    );
    expect(await first('SELECT count(*)::int AS count FROM wallet.opening_balance')).toEqual({ count: 199 });

    const { files } = await run('import', 'second.yaml');
    expect(files).toMatchObject([
      { kind: 'messages', rows: MESSAGES, inserted: 0, present: MESSAGES - 2, refused: 2 },
      { kind: 'balances', rows: PEOPLE, inserted: PEOPLE - 1, refused: 1, resumedAfter: 201 },
    ]);
    expect(linesOf('messages.csv')).toMatchObject([
      { line: 8, reason: expect.stringContaining('author') },
      { line: 21, reason: expect.stringContaining('replyTo') },
    ]);
    expect(await first('SELECT count(*)::int AS count, count(DISTINCT id)::int AS ids FROM chat.message')).toEqual({
      ...{ count: MESSAGES - 2, ids: MESSAGES - 2 },
    });
    // As many as were stored, without a hole, and in the order of the dump.
    expect(
      await first(`SELECT bool_and(last_sequence = (SELECT count(*) FROM chat.message AS m WHERE m.conversation_id = c.id)) AS whole,
        bool_and((SELECT array_agg(sequence ORDER BY sent_at) = array_agg(sequence ORDER BY sequence) FROM chat.message AS m WHERE m.conversation_id = c.id)) AS ordered
        FROM chat.conversation AS c`),
    ).toEqual({ whole: true, ordered: true });
    const expected = numbers(PEOPLE).reduce((sum, n) => sum + (n === 5 ? 0 : n * 100 + 10), 0);
    expect(
      await first(
        `SELECT sum(amount)::int AS all, (sum(amount) FILTER (WHERE amount > 0))::int AS people FROM wallet.posting`,
      ),
    ).toEqual({ all: 0, people: expected });
    expect(await world.commands.run('ledger', ['verify'], environment()).ended).toBe(0);

    const verified = await run('verify', 'second.yaml');
    const sums = { totals: { EUR: String(expected) } };
    expect(verified).toMatchObject({
      code: 1,
      files: [
        { kind: 'messages', differing: 2 },
        { kind: 'balances', differing: 1, dump: sums, stored: sums },
      ],
    });
    await world.database.query(`UPDATE chat.message SET sequence = 9999 WHERE text = 'message 12'`);
    const disordered = await run('verify', 'second.yaml');
    expect(disordered.files[0]).toMatchObject({
      differences: expect.arrayContaining([{ line: 14, oldId: '13', reason: expect.stringContaining('before a row') }]),
    });
  },
  TIME_LIMIT_MS,
);
