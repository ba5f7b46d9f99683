import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { friendshipEnded, friendshipStarted, userBlocked } from '../friends/events.ts';
import { streamEnded, streamStarted } from '../streaming/events.ts';
import { CLOSING_DELAY_SECONDS } from './reactions/when-stream-ended.ts';

const JOIN = `mutation ($name: String!) { joinRoom(input: { name: $name }) {
  conversation { id } errors { __typename ... on UserError { path } } } }`;
const SEND = `mutation ($id: ID!) { sendMessage(input: { conversationId: $id, text: "hello" }) {
  message { id } errors { __typename ... on ConversationReadOnly { reason path } } } }`;
const REACT = `mutation ($id: ID!) { addReaction(input: { messageId: $id, emoji: "👍" }) {
  errors { __typename ... on ConversationReadOnly { reason path } } } }`;
const TYPE = `mutation ($id: ID!) { setTyping(input: { conversationId: $id, isTyping: true }) {
  errors { __typename ... on ConversationReadOnly { reason path } } } }`;
const DELETE = `mutation ($id: ID!) { deleteMessage(input: { messageId: $id }) { message { text } errors { __typename } } }`;
const READ = `query ($name: String!) { room(name: $name) { id readOnlyReason messages { edges { node { text } } } } }`;
const CONVERSATION = 'query ($id: ID!) { conversation(id: $id) { id } }';
const STREAM = `query ($id: ID!) { _entities(representations: [{ __typename: "LiveStream", id: $id }]) {
  ... on LiveStream { conversation { id } } } }`;
const ENTITIES = `query ($id: ID!, $messageId: ID!) { _entities(representations: [
  { __typename: "Conversation", id: $id }, { __typename: "Message", id: $messageId }]) {
  ... on Conversation { id } ... on Message { id } } }`;
const INBOX = '{ conversations { edges { node { id } } } }';
const SEARCH = 'query ($id: ID) { searchMessages(query: "hello", conversationId: $id) { edges { node { id } } } }';
const MESSAGES = 'subscription ($id: ID!) { messageAdded(conversationId: $id) { message { id } } }';

describe('the room of a stream', () => {
  let chat: ChatWorld;
  let time = new Date('2026-11-20T12:00:00.000Z');
  let [host, fan] = ['', ''];
  let streamId = '';

  beforeAll(async () => {
    chat = await openChatWorld({ now: () => time });
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    [host, fan] = [chat.person(), chat.person()];
    streamId = newId('str', time);
  });

  const advance = (seconds: number): void => {
    time = new Date(time.getTime() + seconds * 1_000);
  };
  const start = async (more: { visibility?: 'PUBLIC' | 'FRIENDS' } = {}): Promise<void> =>
    chat.publish(streamStarted, { streamId, hostId: host, title: 'Live', at: time.toISOString(), ...more });
  const end = (): Promise<void> => chat.publish(streamEnded, { streamId, hostId: host, at: time.toISOString() });
  const join = (who: string): Promise<Answer> => chat.run(who, JOIN, { name: streamId });
  const send = (who: string, id: string): Promise<Answer> => chat.run(who, SEND, { id });
  const read = (who: string): Promise<Answer> => chat.run(who, READ, { name: streamId });

  test('closes to writing a minute after the stream has ended, and can still be read', async () => {
    await start();
    const { id } = (await join(fan)).conversation;
    const { message } = await send(fan, id);
    await end();

    advance(CLOSING_DELAY_SECONDS - 1);
    expect(await send(fan, id)).toMatchObject({ errors: [] });
    expect(await read(fan)).toMatchObject({ readOnlyReason: null });

    advance(1);
    const closed = (at: string) => [
      { __typename: 'ConversationReadOnly', reason: 'STREAM_ENDED', path: ['input', at] },
    ];
    for (const who of [fan, host]) expect((await send(who, id)).errors).toEqual(closed('conversationId'));
    expect(await chat.run(fan, TYPE, { id })).toEqual({ errors: closed('conversationId') });
    expect(await chat.run(fan, REACT, { id: message.id })).toEqual({ errors: closed('messageId') });
    expect(await chat.run(host, DELETE, { id: message.id })).toEqual({ message: { text: '' }, errors: [] });
    expect(await read(fan)).toEqual({
      id,
      readOnlyReason: 'STREAM_ENDED',
      messages: { edges: [{ node: { text: '' } }, { node: { text: 'hello' } }] },
    });
  });

  test('stays as it was closed when the end is published again', async () => {
    await start();
    const { id } = (await join(fan)).conversation;
    await end();
    advance(CLOSING_DELAY_SECONDS);
    await end();
    expect((await send(fan, id)).errors).toMatchObject([{ reason: 'STREAM_ENDED' }]);
  });

  test('closes also when the stream ends because its host deletes their account', async () => {
    await start();
    const { id } = (await join(fan)).conversation;
    await chat.erase(host);
    await end();
    advance(CLOSING_DELAY_SECONDS);
    expect((await send(fan, id)).errors).toMatchObject([{ reason: 'STREAM_ENDED' }]);
  });

  describe('that is for friends', () => {
    const befriended = (isActive: boolean, who = fan): Promise<void> => {
      advance(1);
      return chat.publish(isActive ? friendshipStarted : friendshipEnded, {
        userIds: [host, who],
        at: time.toISOString(),
      });
    };
    /** The room in every way in which a person could read it. */
    const seen = async (who: string, id: string, messageId: string) => ({
      room: (await chat.run(who, READ, { name: streamId }))?.id,
      conversation: (await chat.run(who, CONVERSATION, { id }))?.id,
      stream: (await chat.run(who, STREAM, { id: streamId }))[0].conversation?.id,
      entity: (await chat.run(who, ENTITIES, { id, messageId })).map((entity: Answer) => entity?.id),
      inbox: (await chat.run(who, INBOX)).edges.map(({ node }: Answer) => node.id),
      found: (await chat.run(who, SEARCH, { id })).edges.length,
      foundAnywhere: (await chat.run(who, SEARCH, { id: null })).edges.length,
    });
    const nothing = {
      room: undefined,
      conversation: undefined,
      stream: undefined,
      entity: [undefined, undefined],
      inbox: [],
      found: 0,
      foundAnywhere: 0,
    };
    /** What a member of the room could do, and how it is refused. */
    const refusals = async (who: string, id: string, messageId: string): Promise<string[]> =>
      [
        await send(who, id),
        await join(who),
        await chat.run(who, TYPE, { id }),
        await chat.run(who, REACT, { id: messageId }),
        await chat.run(who, DELETE, { id: messageId }),
      ].flatMap(({ errors }) => errors.map(({ __typename }: Answer) => __typename));
    const startForFriends = async () => {
      await start({ visibility: 'FRIENDS' });
      await befriended(true);
      const { id } = (await join(fan)).conversation;
      const messageId = (await send(fan, id)).message.id;
      return { id, messageId };
    };

    test('is open to its host and the friends of the host, and to nobody else', async () => {
      const { id, messageId } = await startForFriends();
      const everything = {
        ...{ room: id, conversation: id, stream: id, entity: [id, messageId], inbox: [id] },
        ...{ found: 1, foundAnywhere: 1 },
      };
      expect(await seen(fan, id, messageId)).toEqual(everything);
      expect(await seen(host, id, messageId)).toEqual(everything);
      const stranger = chat.person();
      expect(await seen(stranger, id, messageId)).toEqual(nothing);
      expect(await refusals(stranger, id, messageId)).toEqual(Array(5).fill('NotFound'));
      expect(await chat.refusalOf(stranger, MESSAGES, { id })).toBe('NOT_FOUND');
    });

    test.each([
      ['unfriending', () => befriended(false)],
      [
        'a block by the host',
        () => chat.publish(userBlocked, { userId: host, blockedId: fan, at: time.toISOString() }),
      ],
      [
        'a block of the host',
        () => chat.publish(userBlocked, { userId: fan, blockedId: host, at: time.toISOString() }),
      ],
    ])('is closed to a member after %s, and their stream ends', async (_, way) => {
      const { id, messageId } = await startForFriends();
      const listening = await chat.listen(fan, MESSAGES, { id });
      const others = await chat.listen(host, MESSAGES, { id });

      await way();

      await eventually(() => listening.ending() !== undefined, 'the stream to end');
      expect(listening.ending()).toEqual(['FORBIDDEN']);
      expect(await seen(fan, id, messageId)).toEqual(nothing);
      expect(await refusals(fan, id, messageId)).toEqual(Array(5).fill('NotFound'));
      await send(host, id);
      expect(await others.until(1)).toHaveLength(1);
      await others.close();
    });

    test('gives and ends access to its files with the friendship, and ends it by a block', async () => {
      await startForFriends();
      await befriended(false);
      await befriended(true);
      advance(1);
      await chat.publish(userBlocked, { userId: host, blockedId: fan, at: time.toISOString() });
      const changes = (await chat.published()).flatMap(({ type, payload }) => {
        const { grantId, userId, fileIds } = Object(payload);
        return grantId === `${host}-friends` ? [[type, userId, fileIds]] : [];
      });
      expect(changes).toEqual(
        ['restored', 'ended', 'restored', 'ended'].map((change) => [`chat.file-access-${change}`, fan, null]),
      );
    });

    test('is open again to a member who becomes a friend again', async () => {
      const { id, messageId } = await startForFriends();
      await befriended(false);
      await befriended(true);
      expect(await seen(fan, id, messageId)).toMatchObject({ room: id, inbox: [id] });
      expect((await send(fan, id)).errors).toEqual([]);
    });

    test('asks a friend whom the copy does not have yet to try again', async () => {
      await start({ visibility: 'FRIENDS' });
      chat.befriend(host, fan);
      expect(await chat.codeOf(fan, JOIN, { name: streamId })).toBe('UNAVAILABLE');
    });

    test('is open to nobody after its host deleted their account', async () => {
      const { id, messageId } = await startForFriends();
      await chat.erase(host);
      expect(await seen(fan, id, messageId)).toEqual(nothing);
    });
  });
});
