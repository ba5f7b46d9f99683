import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../../runtime/operations/ids.ts';
import { type FreshDatabase, freshDatabase } from '../../../tests/engines.ts';
import { type ChatRepository, openChatRepository } from './index.ts';

const old = new Date('2026-11-01T12:00:00.000Z');
const recent = new Date('2026-11-20T12:00:00.000Z');
const between = new Date('2026-11-10T12:00:00.000Z');

let database: FreshDatabase;
let repository: ChatRepository;
let people: string[];
let id: string;

beforeAll(async () => {
  database = await freshDatabase();
  repository = openChatRepository(database.urlOf('chat'));
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});
beforeEach(async () => {
  people = Array.from({ length: 3 }, () => newId('usr', old)).sort();
  id = newId('cnv', old);
  const draft = {
    id,
    kind: 'GROUP',
    title: 'Us',
    roomKey: null,
    titleSkeleton: null,
    streamId: null,
    memberIds: people,
    createdAt: old,
  } as const;
  await repository.transaction((store) => store.addConversation(draft));
});

const post = (sentAt: Date) =>
  repository.addMessage({
    id: newId('msg', sentAt),
    conversationId: id,
    authorId: people[0] ?? '',
    text: 'hello',
    clientMessageId: null,
    sentAt,
    event: { id: newId('evt', sentAt), type: 'chat.message-sent' },
  });
const pending = async () => (await repository.unprojected('', 1_000)).find((one) => one.id === id);
const projectAll = async (): Promise<void> => {
  for (let next = await pending(); next !== undefined; next = await pending()) {
    const conversation = next;
    await repository.transaction((store) => store.project([conversation]));
  }
};
const keptOf = async (): Promise<number[]> => {
  const rows = await repository.sql.$queryRaw<{ sequence: bigint }[]>`
    SELECT sequence FROM conversation_change WHERE conversation_id = ${id} ORDER BY sequence`;
  return rows.map(({ sequence }) => Number(sequence));
};
const logOf = async (userId: string) =>
  (await repository.inboxLog.read(userId, 0, 100)).map(({ entry: { kind } }) => kind);

test('what is yet to be brought to the members is kept, however old it is', async () => {
  await post(old);
  expect(await repository.pruneChanges(between, 100)).toBe(0);
  await projectAll();
  expect(await repository.pruneChanges(between, 100)).toBe(2);
  for (const who of people) expect(await logOf(who)).toEqual(['CREATED', 'MESSAGE_ADDED']);
});

test('of what has been brought to them the young is kept, and the oldest goes first', async () => {
  for (const at of [old, old, recent]) await post(at);
  await projectAll();
  expect(await repository.pruneChanges(between, 2)).toBe(2);
  expect(await keptOf()).toEqual([3, 4]);
  expect(await repository.pruneChanges(between, 2)).toBe(1);
  expect(await repository.pruneChanges(between, 2)).toBe(0);
  expect(await keptOf()).toEqual([4]);
});

test('after that everything goes on: who comes, goes and comes back hears of what concerns them, once', async () => {
  const [owner = '', , leaver = ''] = people;
  const newcomer = newId('usr', recent);
  await post(old);
  await projectAll();
  await repository.pruneChanges(between, 100);
  expect(await keptOf()).toEqual([]);

  await repository.transaction((store) => store.removeMember(id, leaver, recent));
  await post(recent);
  await repository.transaction((store) => store.addMembers(id, [leaver, newcomer], 10, recent));
  await post(recent);
  await projectAll();

  expect(await keptOf()).toEqual([3, 4, 5, 6, 7]);
  const before = ['CREATED', 'MESSAGE_ADDED'];
  const joins = ['MEMBER_JOINED', 'MEMBER_JOINED'];
  expect(await logOf(owner)).toEqual([...before, 'MEMBER_LEFT', 'MESSAGE_ADDED', ...joins, 'MESSAGE_ADDED']);
  expect(await logOf(leaver)).toEqual([...before, 'MEMBER_LEFT', ...joins, 'MESSAGE_ADDED']);
  expect(await logOf(newcomer)).toEqual(['MEMBER_JOINED', 'MESSAGE_ADDED']);
  expect((await repository.messageLog.read(id, 0, 10)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
});

test('people’s own logs are forgotten bit by bit, too, and say from where on they can be read', async () => {
  const [owner = ''] = people;
  for (const at of [old, old, recent]) await post(at);
  await projectAll();
  let gone = 0;
  for (
    let nth = await repository.pruneInboxLogs(between, 4);
    nth > 0;
    nth = await repository.pruneInboxLogs(between, 4)
  ) {
    expect(nth).toBeLessThanOrEqual(4);
    gone += nth;
  }
  // Other conversations of this file may have left some.
  expect(gone).toBeGreaterThanOrEqual(9);
  expect(await repository.inboxLog.oldest(owner)).toBe(4);
  expect(await logOf(owner)).toEqual(['MESSAGE_ADDED']);
});
