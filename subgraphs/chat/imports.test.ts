import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { userBlocked } from '../../runtime/relations/block-events.ts';
import { type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { importedId, importRows } from '../../tests/import-rows.ts';
import { conversationImporter } from './import/conversations.ts';
import { messageImporter } from './import/messages.ts';
import { openChatRepository } from './repository/index.ts';

const READ = `query ($id: ID!) { conversation(id: $id) { kind title unreadCount
  members(first: 9) { edges { node { role user { id } } } }
  messages(first: 100) { edges { node { sequence text sentAt deletedAt replyTo { text } author { id } } } } } }`;
const LIST = '{ conversations(first: 9) { edges { node { id unreadCount } } } }';
const SEARCH = 'query ($text: String!) { searchMessages(query: $text, first: 9) { edges { node { text } } } }';
const ADDED = `subscription ($id: ID!, $after: String) { messageAdded(conversationId: $id, after: $after) {
  resyncRequired message { text } } }`;
const INBOX = 'subscription { conversationUpdated { change } }';

const minute = (nth: number): Date => new Date(Date.UTC(2025, 0, 1, 0, nth));

let chat: ChatWorld;
let repository: ReturnType<typeof openChatRepository>;
const now = (): Date => new Date();
const conversations = () => conversationImporter(repository, now);
const messages = () => messageImporter(repository, now);

beforeAll(async () => {
  chat = await openChatWorld();
  repository = openChatRepository(chat.databaseUrl);
});
afterAll(async () => {
  await repository.close();
  await chat.close();
});

let dumps = 0;
/** A direct conversation of two new people, imported. */
async function importDirect(): Promise<{ ada: string; ben: string; id: string; name: string }> {
  const [ada, ben, name] = [chat.person(), chat.person(), `direct ${dumps}`];
  dumps += 1;
  const row = { oldId: name, kind: 'DIRECT', members: [ada, ben], createdAt: minute(0) };
  expect(await importRows(conversations(), [row])).toEqual(['inserted']);
  return { ada, ben, name, id: importedId(conversations(), name) };
}
const message = (conversation: string, author: string, nth: number, more: object = {}) => ({
  ...{ oldId: `${conversation} ${nth}`, conversation, author, text: `message number ${nth}`, sentAt: minute(nth) },
  ...more,
});
const textsOf = ({ messages: page }: { messages: { edges: { node: { text: string } }[] } }): string[] =>
  page.edges.map(({ node }) => node.text);

test('messages are listed, found and read as if they had been sent here, in the order of the dump', async () => {
  const { ada, ben, id } = await importDirect();
  const replied = importedId(messages(), `${id} 1`);
  const rows = [
    message(id, ada, 1),
    message(id, ben, 2, { text: 'A purple elephant', replyTo: replied }),
    message(id, ada, 3, { isDeleted: true }),
  ];
  expect(await importRows(messages(), rows)).toEqual(['inserted', 'inserted', 'inserted']);
  const conversation = await chat.run(ben, READ, { id });
  expect(conversation).toMatchObject({ unreadCount: 0 });
  expect(conversation.messages.edges.map(({ node }: { node: object }) => node)).toMatchObject([
    { sequence: 1, text: 'message number 1', sentAt: minute(1).toISOString(), author: { id: ada } },
    { sequence: 2, text: 'A purple elephant', replyTo: { text: 'message number 1' }, author: { id: ben } },
    { sequence: 3, text: '', deletedAt: minute(3).toISOString() },
  ]);
  const found = await chat.run(ada, SEARCH, { text: 'elephant' });
  expect(found.edges).toMatchObject([{ node: { text: 'A purple elephant' } }]);
  expect((await chat.run(ada, LIST)).edges).toMatchObject([{ node: { id, unreadCount: 0 } }]);
});

test('importing again changes nothing, and goes on behind what is there', async () => {
  const { ada, ben, id, name } = await importDirect();
  await importRows(messages(), [message(id, ada, 1)]);
  const again = [message(id, ada, 1), message(id, ben, 2)];
  expect(await importRows(messages(), again)).toEqual(['present', 'inserted']);
  expect(
    await importRows(conversations(), [{ oldId: name, kind: 'DIRECT', members: [ben, ada], createdAt: minute(0) }]),
  ).toEqual(['present']);
  expect(textsOf(await chat.run(ada, READ, { id }))).toEqual(['message number 1', 'message number 2']);
});

test('what the dump calls unread is unread, for the one who has not read it', async () => {
  const { ada, ben, id } = await importDirect();
  const rows = [message(id, ada, 1), message(id, ada, 2, { isRead: false }), message(id, ada, 3, { isRead: false })];
  await importRows(messages(), rows);
  expect([await chat.run(ben, READ, { id }), await chat.run(ada, READ, { id })]).toMatchObject([
    { unreadCount: 2 },
    { unreadCount: 0 },
  ]);
  await importRows(messages(), [message(id, ben, 4)]);
  expect(await chat.run(ben, READ, { id })).toMatchObject({ unreadCount: 0 });
});

test('the two go on writing although they are no friends, unless one has blocked the other', async () => {
  const { ada, ben, id } = await importDirect();
  await importRows(messages(), [message(id, ada, 1)]);
  expect((await chat.send(ben, id, 'Hello again')).errors).toEqual([]);
  expect(textsOf(await chat.run(ada, READ, { id }))).toEqual(['message number 1', 'Hello again']);
  // What was written here is not put behind what was written before.
  expect(await importRows(messages(), [message(id, ada, 2)])).toEqual([
    { reason: expect.stringContaining('later message') },
  ]);
  await chat.publish(userBlocked, { userId: ada, blockedId: ben, at: now().toISOString() });
  expect((await chat.send(ben, id, 'And again')).errors).not.toEqual([]);
});

test('nothing is pushed: who follows reads again with the next message, and live messages arrive', async () => {
  const { ada, ben, id } = await importDirect();
  const live = await chat.listen(ben, ADDED, { id });
  const inbox = await chat.listen(ben, INBOX);
  await importRows(
    messages(),
    Array.from({ length: 50 }, (_, nth) => message(id, ada, nth + 1)),
  );
  await chat.send(ada, id, 'The first here');
  const [first] = await live.until(1);
  expect(first).toEqual({ resyncRequired: true, message: null });
  await chat.send(ada, id, 'The second here');
  expect((await live.until(2))[1]).toEqual({ resyncRequired: false, message: { text: 'The second here' } });
  await chat.settled();
  await inbox.until(2);
  expect(inbox.events.map(({ change }) => change)).toEqual(['MESSAGE_ADDED', 'MESSAGE_ADDED']);
  await Promise.all([live.close(), inbox.close()]);
});

test('groups keep roles, and rooms their names, of which there is one', async () => {
  const [ada, ben, cleo] = [chat.person(), chat.person(), chat.person()];
  const group = {
    oldId: 'g1',
    kind: 'GROUP',
    title: 'Climbers',
    owner: ada,
    admins: [ben],
    members: [ben, cleo],
    createdAt: minute(0),
  };
  const room = { oldId: 'r1', kind: 'ROOM', title: 'Tea room', createdAt: minute(0) };
  expect(await importRows(conversations(), [group, room, { ...room, oldId: 'r2', title: 'tea ROOM' }])).toEqual([
    'inserted',
    'inserted',
    { reason: expect.stringContaining('room of that name') },
  ]);
  const read = await chat.run(cleo, READ, { id: importedId(conversations(), 'g1') });
  expect(read).toMatchObject({ kind: 'GROUP', title: 'Climbers' });
  expect(
    Object.fromEntries(
      read.members.edges.map(({ node }: { node: { role: string; user: { id: string } } }) => [node.user.id, node.role]),
    ),
  ).toEqual({ [ada]: 'OWNER', [ben]: 'ADMIN', [cleo]: 'MEMBER' });
});

test('rows that break a rule of form are refused with a sentence', () => {
  const fields = { conversation: 'cnv_1', author: 'usr_1', sentAt: minute(1) };
  const reasonOf = (given: object) => messages().parse({ ...fields, ...given });
  expect(reasonOf({ text: '' })).toMatchObject({ ok: false, reason: expect.stringContaining('1 to 4000 characters') });
  expect(reasonOf({ text: 'x'.repeat(4_001) })).toMatchObject({ ok: false });
  expect(reasonOf({ text: 'a\u0000b' })).toMatchObject({ ok: false });
  expect(reasonOf({ files: ['fil_1'] })).toMatchObject({ ok: true });
  expect(conversations().parse({ kind: 'CHANNEL', createdAt: minute(0) })).toMatchObject({
    ok: false,
    reason: 'kind: A conversation is DIRECT, GROUP or ROOM.',
  });
});
