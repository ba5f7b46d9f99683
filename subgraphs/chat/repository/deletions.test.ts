import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../../tests/engines.ts';
import { type ChatRepository, openChatRepository } from './index.ts';

const MIGRATION = new URL(
  '../../../prisma/chat/migrations/20261130120000_count_deletions/migration.sql',
  import.meta.url,
);
const at = new Date('2026-11-20T12:00:00.000Z');
const LAST = 2 ** 26 + 5;

/** Places around the ends of stretches of every level, and what lies between. */
const LIMITS = [64, 4096, 262_144, 2 ** 24, 2 ** 25]
  .flatMap((end) => [end - 65, end - 2, end - 1, end, end + 1, end + 63, end + 64, end * 2 - 1])
  .concat([1, 2, 3, 70, 5000, 300_000, LAST])
  .filter((boundary) => boundary > 0 && boundary <= LAST);

describe('counting deletions', () => {
  let database: FreshDatabase;
  let repository: ChatRepository;
  const boundaries = [...new Set(LIMITS)].sort((one, other) => one - other);

  beforeAll(async () => {
    database = await freshDatabase();
    repository = openChatRepository(database.urlOf('chat'));
    await repository.transaction((store) =>
      store.addConversation({
        id: 'cnv_1',
        kind: 'GROUP',
        title: 'Us',
        roomKey: null,
        titleSkeleton: null,
        streamId: null,
        memberIds: ['usr_ada', 'usr_ben'],
        createdAt: at,
      }),
    );
    await database.query(
      `INSERT INTO chat.message (conversation_id, sequence, id, author_id, text, sent_at)
       SELECT 'cnv_1', place, 'msg_' || place, 'usr_ada', 'hello', now() FROM unnest($1::bigint[]) AS place`,
      [boundaries],
    );
    await database.query(`UPDATE chat.conversation SET last_sequence = $1`, [LAST]);
    const found = await repository.messages(
      'usr_ada',
      boundaries.map((boundary) => `msg_${boundary}`),
    );
    for (const message of found)
      if (message !== null) await repository.transaction((store) => store.eraseMessage(message, at));
  });
  afterAll(async () => {
    await repository.close();
    await database.drop();
  });

  const unreadAfter = async (sequence: number): Promise<number | undefined> => {
    await database.query(
      `UPDATE chat.member SET read_sequence = $1, delivered_sequence = $1 WHERE user_id = 'usr_ben'`,
      [sequence],
    );
    return (await repository.conversations('usr_ben', ['cnv_1']))[0]?.unreadCount;
  };
  const counts = async () => (await database.query(`SELECT * FROM chat.deletion_count ORDER BY level, stretch`)).rows;

  test('takes off all that came after a mark, and nothing else, wherever the mark is', async () => {
    const marks = [
      0,
      ...boundaries.flatMap((boundary) => [boundary - 1, boundary, Math.min(boundary + 1, LAST)]),
      12_345_678,
    ];
    for (const mark of marks)
      expect([mark, await unreadAfter(mark)]).toEqual([
        mark,
        LAST - mark - boundaries.filter((boundary) => boundary > mark).length,
      ]);
  });

  test('a message that is deleted already is not counted again', async () => {
    const before = await counts();
    const [message] = await repository.messages('usr_ada', ['msg_64']);
    if (message) await repository.transaction((store) => store.eraseMessage(message, at));
    while (!(await repository.transaction((store) => store.eraseMessages('usr_ada', at))));
    expect(await counts()).toEqual(before);
  });

  test('what was deleted before there were counts is counted by the migration', async () => {
    const before = await counts();
    await database.query('DELETE FROM chat.deletion_count');
    await database.query('UPDATE chat.conversation SET deleted_sequence = 0');
    const statements = readFileSync(MIGRATION, 'utf8')
      .split(';')
      .filter((statement) => /^\s*(INSERT|UPDATE)/m.test(statement));
    for (const statement of statements) await database.query(`SET search_path = chat; ${statement}`);

    expect(await counts()).toEqual(before);
    expect(await unreadAfter(0)).toBe(LAST - boundaries.length);
    expect(await unreadAfter(LAST)).toBe(0);
  });
});
