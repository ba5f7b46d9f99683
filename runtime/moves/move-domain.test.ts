import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase, queryOnce } from '../../tests/engines.ts';
import { openPostgresServers, type PostgresServers } from '../../tests/postgres-servers.ts';
import { roleOf } from '../database/domain-database.ts';
import { loadConfiguration } from '../settings/configuration.ts';
import { abortMove, dropOldCopy, type MoveOptions, moveDomain, planMove } from './move-domain.ts';

let servers: PostgresServers;
let unready: FreshDatabase;
const lines: string[] = [];
let onLine = (_: string): void => undefined;

beforeAll(async () => {
  [servers, unready] = await Promise.all([openPostgresServers(), freshDatabase()]);
  await insert(servers.sharedUrl, 'first');
});
afterAll(async () => {
  await Promise.all([servers?.close(), unready?.drop()]);
});

const configuration = loadConfiguration('serve', { DATABASE_SECRET: process.env['DATABASE_SECRET'] });

/** A domain whose tables refuse to be emptied, with rows of migrations and a sequence. */
const moveOf = (more: Partial<MoveOptions> = {}): MoveOptions => ({
  ...{ domain: 'wallet', fromUrl: servers.sharedUrl, toUrl: servers.ownUrl },
  role: roleOf(configuration, more.domain ?? 'wallet'),
  log: (line) => {
    lines.push(line);
    onLine(line);
  },
  ...more,
});

const insert = (url: string, id: string) =>
  queryOnce(url, `INSERT INTO wallet.outbox_event (id, type, payload) VALUES ($1, 'test', '{}')`, [id]);
const idsAt = async (url: string) =>
  (await queryOnce(url, 'SELECT id FROM wallet.outbox_event ORDER BY position')).rows.map(({ id }) => id);

describe('what prevents a move is said before anything is changed', () => {
  test.each<[string, () => Partial<MoveOptions>, RegExp]>([
    ['a server that cannot replicate', () => ({ fromUrl: unready.ownerUrl }), /wal_level of .* must be logical/],
    ['the same database', () => ({ toUrl: servers.sharedUrl }), /already, which no move from here has made/],
    [
      'a schema that is not there',
      () => ({ fromUrl: servers.ownUrl, toUrl: unready.ownerUrl, domain: 'chat' }),
      /chat/,
    ],
    ['a new server with tables of the domain', () => ({ toUrl: unready.ownerUrl }), /has a schema wallet already/],
  ])('%s', async (_, more, message) => {
    await expect(moveDomain(moveOf(more()))).rejects.toThrow(message);
    await insert(servers.sharedUrl, `after ${message.source}`);
  });
});

/** A move whose rows are copied, and which ends there. */
async function failInPause(): Promise<void> {
  onLine = (line) => {
    if (line.includes('refuses writes on the old server')) throw new Error('killed');
  };
  await expect(moveDomain(moveOf())).rejects.toThrow('killed');
  onLine = () => undefined;
}

test('a move that fails in its pause lets the old server write again, and is continued', async () => {
  await failInPause();
  await insert(servers.sharedUrl, 'after the failure');
  await expect(insert(servers.ownUrl, 'too early')).rejects.toMatchObject({ code: '25006' });
  expect(await planMove(moveOf())).toBe(true);
  expect(lines).toContain('state: copying');
});

test('a row that is not the same on both servers ends the move, and the old server writes again', async () => {
  await failInPause();
  const change = `SET session_replication_role = replica; UPDATE wallet.outbox_event SET type = 'other' WHERE id = 'first'`;
  await queryOnce(servers.ownUrl, change);
  await expect(moveDomain(moveOf())).rejects.toThrow(/the copies differ.*outbox_event .*: \d+ rows, digest/);
  await insert(servers.sharedUrl, 'after the difference');
  await queryOnce(servers.ownUrl, change.replace("'other'", "'test'"));
});

test('giving up leaves nothing on either server, and the next move begins anew', async () => {
  await abortMove(moveOf());
  await abortMove(moveOf());
  await insert(servers.sharedUrl, 'after giving up');
  const left = `SELECT to_regnamespace('wallet') IS NULL AS gone, (SELECT count(*)::int FROM pg_subscription) AS subscriptions`;
  expect((await queryOnce(servers.ownUrl, left)).rows).toEqual([{ gone: true, subscriptions: 0 }]);
  const atSource = `SELECT (SELECT count(*)::int FROM pg_replication_slots) AS slots, (SELECT count(*)::int FROM pg_publication) AS publications`;
  expect((await queryOnce(servers.sharedUrl, atSource)).rows).toEqual([{ slots: 0, publications: 0 }]);
});

test('everything moves: rows of migrations, ledgers that refuse to be emptied, and the next values of sequences', async () => {
  const before = await idsAt(servers.sharedUrl);
  await moveDomain(moveOf());
  expect(await idsAt(servers.ownUrl)).toEqual(before);
  await insert(servers.ownUrl, 'the next');
  expect(await idsAt(servers.ownUrl)).toEqual([...before, 'the next']);
  await expect(insert(servers.sharedUrl, 'too late')).rejects.toMatchObject({ code: '25006' });
  await expect(moveDomain(moveOf())).resolves.toBeUndefined();
  await expect(abortMove(moveOf())).rejects.toThrow('move it back instead');
});

test('it moves back once the old copy is dropped, with what was written since', async () => {
  const back = { fromUrl: servers.ownUrl, toUrl: servers.sharedUrl };
  await expect(moveDomain(moveOf(back))).rejects.toThrow('has a schema wallet already');
  await dropOldCopy(moveOf());
  const before = await idsAt(servers.ownUrl);
  await moveDomain(moveOf(back));
  expect(await idsAt(servers.sharedUrl)).toEqual(before);
  await insert(servers.sharedUrl, 'at home');
});
