import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { streamStarted } from '../streaming/events.ts';

const on = (verb: string) => `mutation ($name: String!) { ${verb}(input: { name: $name } ) {
  conversation { id kind title viewerRole members { totalCount } } errors { __typename ... on UserError { path } } } }`;
const CREATE = on('createRoom');
const JOIN = on('joinRoom');
const LEAVE = on('leaveRoom');
const ROOM = `query ($name: String!) { room(name: $name) { id viewerRole unreadCount messages { edges { node { text } } } } }`;
const ROOMS =
  'query ($after: String) { rooms(first: 2, after: $after) { edges { node { id title } } pageInfo { hasNextPage endCursor } } }';
const INBOX = `subscription ($after: String) { conversationUpdated(after: $after) {
  change conversationId member { id } conversation { viewerRole } } }`;
const STREAM = `query ($id: ID!) { _entities(representations: [{ __typename: "LiveStream", id: $id }]) {
  ... on LiveStream { conversation { id title kind viewerRole } } } }`;

describe('rooms', () => {
  let chat: ChatWorld;
  let [ada, ben] = ['', ''];
  let name = '';
  let nth = 0;

  beforeAll(async () => {
    chat = await openChatWorld();
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    [ada, ben] = [chat.person(), chat.person()];
    nth += 1;
    name = `Lobby ${nth}`;
  });

  test('a room is opened once per name, without regard to case and form of letters', async () => {
    const opened = await Promise.all([ada, ben, ada].map((who) => chat.run(who, CREATE, { name })));

    expect(opened.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    const taken = { conversation: null, errors: [{ __typename: 'RoomNameTaken', path: ['input', 'name'] }] };
    for (const same of [
      name.toUpperCase(),
      ` ${name} `,
      name.replace('L', 'Ｌ'),
      name.replace('L', 'I'),
      name.replace('o', '0'),
    ])
      expect(await chat.run(ben, CREATE, { name: same })).toEqual(taken);
    for (const bad of ['  ', 'x'.repeat(81), 'a\u0007'])
      expect(await chat.run(ben, CREATE, { name: bad })).toMatchObject({ errors: [{ __typename: 'InvalidInput' }] });
  });

  test('everybody who is signed in reads; only who has joined writes', async () => {
    const { conversation } = await chat.run(ada, CREATE, { name });
    expect(conversation).toMatchObject({ kind: 'ROOM', title: name, viewerRole: 'OWNER', members: { totalCount: 1 } });
    await chat.send(ada, conversation.id, 'welcome');

    expect(await chat.run(ben, ROOM, { name: name.toLowerCase() })).toMatchObject({
      viewerRole: null,
      unreadCount: 0,
      messages: { edges: [{ node: { text: 'welcome' } }] },
    });
    const added = `subscription ($id: ID!, $after: String) { messageAdded(conversationId: $id, after: $after) { message { text } } }`;
    const after = await chat.cursorAfter(conversation.id, 0);
    const listening = await chat.listen(ben, added, { id: conversation.id, after });
    expect(await listening.until(1)).toEqual([{ message: { text: 'welcome' } }]);
    await listening.close();

    expect(await chat.send(ben, conversation.id, 'hello')).toMatchObject({ errors: [{ __typename: 'NotFound' }] });
    expect(await chat.run(ben, JOIN, { name })).toMatchObject({
      conversation: { viewerRole: 'MEMBER', members: { totalCount: 2 } },
    });
    expect(await chat.run(ben, JOIN, { name })).toMatchObject({
      conversation: { members: { totalCount: 2 } },
      errors: [],
    });
    expect(await chat.send(ben, conversation.id, 'hello')).toMatchObject({ message: { sequence: 2 } });
    expect(await chat.run(ben, LEAVE, { name })).toMatchObject({
      conversation: { viewerRole: null, members: { totalCount: 1 } },
    });
    expect(await chat.run(ben, LEAVE, { name })).toMatchObject({ conversation: { viewerRole: null }, errors: [] });
    expect(await chat.run(ben, JOIN, { name: 'nowhere' })).toMatchObject({ errors: [{ __typename: 'NotFound' }] });
    expect((await chat.execute(ROOM, { name })).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('a room logs only opening, joining and leaving, each for the person alone', async () => {
    const cursorOf = (who: string) => chat.run(who, '{ conversationsCursor }');
    const [hers, his] = await Promise.all(
      [ada, ben].map(async (who) => chat.listen(who, INBOX, { after: await cursorOf(who) })),
    );
    const { conversation } = await chat.run(ada, CREATE, { name });
    await chat.run(ben, JOIN, { name });
    await chat.send(ada, conversation.id, 'hello');
    await chat.run(ben, LEAVE, { name });
    await chat.settled();

    const changesOf = (events: Answer[] = []) => events.map(({ change, member }) => [change, member?.id ?? null]);
    expect(changesOf(await his?.until(2))).toEqual([
      ['MEMBER_JOINED', ben],
      ['MEMBER_LEFT', ben],
    ]);
    expect(changesOf(await hers?.until(1))).toEqual([['CREATED', null]]);
    await Promise.all([hers?.close(), his?.close()]);
  });

  test('a stream that started has one room, found by the stream, and joined by its id', async () => {
    const [streamId, title] = [newId('str', new Date()), `${'x'.repeat(79)}👩‍🚀 and more`];
    const event = { streamId, hostId: ada, title, at: new Date().toISOString() };
    expect(await chat.run(ben, STREAM, { id: streamId })).toEqual([{ conversation: null }]);
    expect(await chat.run(ben, CREATE, { name: streamId })).toMatchObject({
      errors: [{ __typename: 'RoomNameTaken' }],
    });

    await chat.publish(streamStarted, event);
    await chat.publish(streamStarted, event);

    const [{ conversation }] = await chat.run(ben, STREAM, { id: streamId });
    expect(conversation).toMatchObject({ kind: 'ROOM', title: 'x'.repeat(79), viewerRole: null });
    expect(await chat.run(ben, JOIN, { name: streamId })).toMatchObject({
      conversation: { id: conversation.id, viewerRole: 'MEMBER' },
    });
    expect(await chat.run(ada, STREAM, { id: streamId })).toMatchObject([{ conversation: { viewerRole: 'OWNER' } }]);
    const visitor = await chat.execute(STREAM, { id: streamId });
    expect(visitor.data).toEqual({ _entities: [{ conversation: null }] });
    const rows = await chat.sql.$queryRaw<object[]>`SELECT FROM conversation WHERE stream_id = ${streamId}`;
    expect(rows).toHaveLength(1);
  });

  test('the list of rooms has each once, the liveliest first, and those of streams not at all', async () => {
    await chat.publish(streamStarted, {
      streamId: newId('str', new Date()),
      hostId: ada,
      title: 'hidden',
      at: new Date().toISOString(),
    });
    const ids: string[] = [];
    for (const part of ['a', 'b', 'c'])
      ids.push((await chat.run(ada, CREATE, { name: `${name} ${part}` })).conversation.id);
    await chat.send(ada, ids[0] ?? '', 'up');

    const found: Answer[] = [];
    let after: string | null = null;
    do {
      const { edges, pageInfo }: Answer = await chat.run(ben, ROOMS, { after });
      found.push(...edges.map(({ node }: Answer) => node));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(found.map(({ id }) => id).slice(0, 3)).toEqual([ids[0], ids[2], ids[1]]);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    expect(found.map(({ title }) => title)).not.toContain('hidden');
  });
});
