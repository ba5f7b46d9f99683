import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { MAX_TEXT_LENGTH } from './operations/message-content.ts';

const HISTORY = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { conversation(id: $id) {
  messages(first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { sequence text } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
const COUNTS = `query ($id: ID!) { conversation(id: $id) { unreadCount lastMessage { text }
  members { edges { node { user { id } readSequence deliveredSequence } } } } }`;
const MARK_READ = `mutation ($input: MarkConversationReadInput!) { markConversationRead(input: $input) {
  conversation { unreadCount } errors { __typename } } }`;
const MARK_DELIVERED = `mutation ($input: MarkDeliveredInput!) { markDelivered(input: $input) {
  conversation { unreadCount } errors { __typename } } }`;
const REMOVE = `mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { errors { __typename } } }`;
const ROLE = `mutation ($input: SetMemberRoleInput!) { setMemberRole(input: $input) { errors { __typename } } }`;

describe('messages', () => {
  let chat: ChatWorld;
  let [ada, ben, cleo] = ['', '', ''];

  beforeAll(async () => {
    chat = await openChatWorld();
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    [ada, ben, cleo] = [chat.person(), chat.person(), chat.person()];
  });

  const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, at) => at + from);
  const page = async (id: string, variables: Record<string, unknown>) => {
    const { messages } = await chat.run(ada, HISTORY, { id, ...variables });
    return { ...messages, sequences: messages.edges.map(({ node }: Answer) => node.sequence) };
  };
  const sendMany = async (id: string, count: number) => {
    for (const nth of upTo(count)) await chat.send(ada, id, `message ${nth}`);
  };
  const marksOf = async (id: string, userId: string) => {
    const { members } = await chat.run(userId, COUNTS, { id });
    const { node } = members.edges.find((edge: Answer) => edge.node.user.id === userId);
    return [node.deliveredSequence, node.readSequence];
  };
  const storedIn = async (id: string) =>
    await chat.sql.$queryRaw<{ sequence: string; text: string }[]>`
      SELECT sequence, text FROM message WHERE conversation_id = ${id} ORDER BY sequence`;

  test('fifty people who send at once get the sequences 1 to 50 without a hole, each with its event', async () => {
    const people = [ada, ...upTo(49).map(chat.person)];
    const id = await chat.open(ada, ...people.slice(1));

    const sent = await Promise.all(people.map((who) => chat.send(who, id, `from ${who}`)));

    expect(sent.flatMap(({ errors }) => errors)).toEqual([]);
    expect(sent.map(({ message }) => message.sequence).sort((one, other) => one - other)).toEqual(upTo(50));
    const events = (await chat.published()).filter(({ payload }) => Object(payload).conversationId === id);
    expect(events.map(({ type }) => type)).toEqual(Array(50).fill('chat.message-sent'));
    expect(new Set(events.map(({ payload }) => Object(payload).messageId))).toEqual(
      new Set(sent.map(({ message }) => message.id)),
    );
  });

  test('a message sent again under its name is the first one; another text is a conflict; another author is free', async () => {
    const id = await chat.open(ada, ben);
    const first = await chat.send(ada, id, 'hello', 'one');

    expect(await chat.send(ada, id, ' hello ', 'one')).toEqual(first);
    expect(await chat.send(ada, id, 'other', 'one')).toMatchObject({
      message: null,
      errors: [{ __typename: 'IdempotencyConflict', path: ['input', 'clientMessageId'] }],
    });
    expect((await chat.send(ben, id, 'other', 'one')).message).toMatchObject({ sequence: 2, clientMessageId: 'one' });
    expect(await storedIn(id)).toHaveLength(2);
    const names = `query ($id: ID!) { conversation(id: $id) { messages { edges { node { clientMessageId } } } } }`;
    const { messages } = await chat.run(ada, names, { id });
    expect(messages.edges.map(({ node }: Answer) => node.clientMessageId)).toEqual(['one', null]);
  });

  test('twenty devices that send the same name at once make one message, and no hole', async () => {
    const id = await chat.open(ada, ben);

    const sent = await Promise.all(upTo(20).map(() => chat.send(ada, id, 'hello', 'same')));

    expect(sent.flatMap(({ errors }) => errors)).toEqual([]);
    expect(new Set(sent.map(({ message }) => message.id)).size).toBe(1);
    expect((await chat.send(ada, id, 'next')).message.sequence).toBe(2);
  });

  test.each([
    ['blank text', { text: ' \n\t ' }],
    ['overlong text', { text: 'x'.repeat(MAX_TEXT_LENGTH + 1) }],
    ['a control character', { text: 'a\u0007b' }],
    ['half a character', { text: 'a\ud800' }],
    ['an empty name', { text: 'hello', clientMessageId: '' }],
    ['a name that is not ASCII', { text: 'hello', clientMessageId: 'é' }],
    ['an overlong name', { text: 'hello', clientMessageId: 'x'.repeat(256) }],
  ])(
    '%s is refused and stored nowhere',
    async (_, { text, clientMessageId }: { text: string; clientMessageId?: string }) => {
      const id = await chat.open(ada, ben);
      expect(await chat.send(ada, id, text, clientMessageId)).toMatchObject({
        message: null,
        errors: [{ __typename: 'InvalidInput' }],
      });
      expect(await storedIn(id)).toEqual([]);
    },
  );

  test('a NUL is bad input, wherever it stands; text is stored literally, normalised and trimmed', async () => {
    const id = await chat.open(ada, ben);
    const send = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }`;
    for (const input of [
      { conversationId: id, text: 'a\u0000b' },
      { conversationId: 'cnv_\u0000', text: 'a' },
      { conversationId: id, text: 'a', clientMessageId: '\u0000' },
    ])
      expect(await chat.codeOf(ada, send, { input })).toBe('BAD_USER_INPUT');

    const text = `  <b>'; DROP TABLE message; --\${1} e\u0301\n`;
    expect((await chat.send(ada, id, text)).message.text).toBe(`<b>'; DROP TABLE message; --\${1} \u00e9`);
    expect((await chat.send(ada, id, '😀'.repeat(MAX_TEXT_LENGTH / 2))).errors).toEqual([]);
  });

  test('history pages in both directions and says where it ends', async () => {
    const id = await chat.open(ada, ben);
    expect((await page(id, { last: 5 })).sequences).toEqual([]);
    await sendMany(id, 12);

    const first = await page(id, { first: 5 });
    expect(first.sequences).toEqual(upTo(5));
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = await page(id, { first: 7, after: first.pageInfo.endCursor });
    expect(second.sequences).toEqual(upTo(7, 6));
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const newest = await page(id, { last: 5 });
    expect(newest.sequences).toEqual(upTo(5, 8));
    expect(newest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const oldest = await page(id, { last: 7, before: newest.pageInfo.startCursor });
    expect(oldest.sequences).toEqual(upTo(7));
    expect(oldest.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  test('two pages of one conversation in one question do not mix', async () => {
    const id = await chat.open(ada, ben);
    await sendMany(id, 6);
    const { pageInfo } = await page(id, { last: 2 });
    const both = `query ($id: ID!, $before: String!) { conversation(id: $id) {
      newest: messages(last: 2) { edges { node { sequence } } }
      older: messages(last: 2, before: $before) { edges { node { sequence } } }
      some: members(first: 1) { edges { cursor node { user { id } } } } } }`;

    const answer = await chat.run(ada, both, { id, before: pageInfo.startCursor });
    const sequences = (of: Answer) => of.edges.map(({ node }: Answer) => node.sequence);
    expect([sequences(answer.newest), sequences(answer.older)]).toEqual([
      [5, 6],
      [3, 4],
    ]);

    const members = `query ($id: ID!, $after: String!) { conversation(id: $id) {
      some: members(first: 1) { edges { node { user { id } } } } rest: members(first: 1, after: $after) { edges { node { user { id } } } } } }`;
    const { some, rest } = await chat.run(ada, members, { id, after: answer.some.edges[0].cursor });
    const ids = [some, rest].map(({ edges }) => edges.map(({ node }: Answer) => node.user.id));
    expect(ids.map((each) => each.length)).toEqual([1, 1]);
    expect(ids.flat().sort()).toEqual([ada, ben].sort());
  });

  test.each([
    ['no cursor at all', 'nonsense'],
    ['that of another list', Buffer.from(JSON.stringify(['rooms', 1, 'x'])).toString('base64url')],
    ['a fraction', Buffer.from(JSON.stringify(['messages', 1.5])).toString('base64url')],
    ['a number beyond all', Buffer.from('["messages",1e300]').toString('base64url')],
  ])('as a cursor, %s is bad input', async (_, after) => {
    const id = await chat.open(ada, ben);
    expect(await chat.codeOf(ada, HISTORY, { id, first: 1, after })).toBe('BAD_USER_INPUT');
    expect(await chat.codeOf(ada, '{ conversations(first: 101) { edges { cursor } } }')).toBe('BAD_USER_INPUT');
    for (const key of [
      [1e300, 'x'],
      [8.64e15 + 2, 'x'],
      [-8.64e15, 'x'],
      [1, '\u0000'],
    ]) {
      const cursor = Buffer.from(JSON.stringify(['conversations', ...key])).toString('base64url');
      const list = 'query ($after: String) { conversations(after: $after) { edges { cursor } } }';
      expect(await chat.codeOf(ada, list, { after: cursor })).toBe('BAD_USER_INPUT');
    }
  });

  test('a list of conversations costs the same few statements however long it is', async () => {
    const list = `{ conversations(first: 50) { edges { node { unreadCount otherUser { id } activeConnections
      messages(last: 3) { edges { node { text author { id isOnline } conversation { id } } } }
      members { edges { node { user { id } } } } lastMessage { text } } } } }`;
    const statementsWith = async (count: number): Promise<string[]> => {
      for (const _ of upTo(count)) await chat.send(ada, await chat.open(ada, chat.person()), 'hello');
      await chat.settled();
      chat.statements();
      const { edges } = await chat.run(ada, list);
      expect(
        edges.every(({ node }: Answer) => node.messages.edges.length === 1 && node.members.edges.length === 2),
      ).toBe(true);
      // The projector looks by itself once a second.
      return chat.statements().filter((text) => !text.includes('projected_sequence <'));
    };

    const few = await statementsWith(2);
    const many = await statementsWith(12);

    expect(many).toHaveLength(few.length);
    // The list, pages of messages and of members, last messages, presences, conversations.
    expect(many).toHaveLength(6);
  });

  test('unread counts what came after the reading mark; marks go forwards only, and beyond the newest means the newest', async () => {
    const id = await chat.open(ada, ben);
    await sendMany(id, 5);
    const read = (sequence: number) => chat.run(ben, MARK_READ, { input: { conversationId: id, sequence } });
    const deliver = (sequence: number) => chat.run(ben, MARK_DELIVERED, { input: { conversationId: id, sequence } });
    const unread = async () => await chat.run(ben, '{ unreadConversationCount }');

    expect(await chat.run(ada, COUNTS, { id })).toMatchObject({ unreadCount: 0, lastMessage: { text: 'message 5' } });
    expect(await deliver(4)).toMatchObject({ conversation: { unreadCount: 5 }, errors: [] });
    expect(await marksOf(id, ben)).toEqual([4, 0]);
    expect(await read(3)).toMatchObject({ conversation: { unreadCount: 2 } });
    expect(await marksOf(id, ben)).toEqual([4, 3]);
    await Promise.all([read(1), read(2), deliver(1), read(0)]);
    expect(await marksOf(id, ben)).toEqual([4, 3]);
    expect(await unread()).toBe(1);
    expect(await read(2_000_000_000)).toMatchObject({ conversation: { unreadCount: 0 } });
    expect(await marksOf(id, ben)).toEqual([5, 5]);
    expect(await unread()).toBe(0);
    expect(await read(-1)).toMatchObject({ conversation: null, errors: [{ __typename: 'InvalidInput' }] });
    await chat.send(ben, id, 'answer');
    expect(await marksOf(id, ben)).toEqual([6, 6]);
  });

  test('who is removed while their message waits for the lock has not sent it, and no sequence is spent', async () => {
    const id = await chat.open(ada, ben, cleo);
    await chat.sql.$executeRaw`BEGIN`;
    await chat.sql.$executeRaw`UPDATE conversation SET title = 'locked' WHERE id = ${id}`;
    const sending = chat.send(ben, id, 'too late');
    await eventually(
      async () => (await chat.sql.$queryRaw<object[]>`SELECT FROM pg_locks WHERE NOT granted`).length > 0,
      'the message to wait for the lock',
    );
    await chat.sql.$executeRaw`DELETE FROM member WHERE conversation_id = ${id} AND user_id = ${ben}`;
    await chat.sql.$executeRaw`COMMIT`;

    expect(await sending).toMatchObject({ message: null, errors: [{ __typename: 'NotFound' }] });
    expect((await chat.send(cleo, id, 'first')).message.sequence).toBe(1);
  });

  test('changing roles while people write, and removing one, makes nobody fail', async () => {
    const id = await chat.open(ada, ben, cleo);
    const role = (nth: number) =>
      chat.run(ada, ROLE, { input: { conversationId: id, userId: ben, role: nth % 2 === 0 ? 'ADMIN' : 'MEMBER' } });

    const [sent, changed] = await Promise.all([
      Promise.all(upTo(20).map((nth) => chat.send(nth % 2 === 0 ? ben : cleo, id, `message ${nth}`))),
      Promise.all(upTo(20).map(role)),
    ]);
    expect([...sent, ...changed].flatMap(({ errors }) => errors)).toEqual([]);

    const [, ...late] = await Promise.all([
      chat.run(ada, REMOVE, { input: { conversationId: id, userId: ben } }),
      ...upTo(10).map(() => chat.send(ben, id, 'to the last')),
    ]);
    const readable = late.filter(({ message }) => message !== null).length;
    expect((await storedIn(id)).map(({ sequence }) => Number(sequence))).toEqual(upTo(20 + readable));
    const changes = await chat.sql.$queryRaw<{ sequence: string; kind: string }[]>`
      SELECT sequence, kind FROM conversation_change WHERE conversation_id = ${id} ORDER BY conversation_change.sequence`;
    expect(changes.map(({ sequence }) => Number(sequence))).toEqual(upTo(changes.length));
    expect(changes.at(-1)?.kind).toBe('MEMBER_LEFT');
  });
});
