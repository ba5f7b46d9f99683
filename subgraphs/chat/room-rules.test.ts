import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { userFollowed, userUnfollowed } from '../../runtime/relations/follow-events.ts';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { eventually } from '../../tests/eventually.ts';
import {
  moderatorAdded,
  moderatorRemoved,
  type StreamStarted,
  streamChatChanged,
  streamStarted,
  viewerBanned,
  viewerUnbanned,
} from '../streaming/events.ts';

const JOIN = `mutation ($name: String!) { joinRoom(input: { name: $name }) { conversation { id } errors { __typename } } }`;
const SEND = `mutation ($id: ID!, $name: ID) { sendMessage(input: { conversationId: $id, text: "hello", clientMessageId: $name }) {
  message { id } errors { __typename ... on ConversationReadOnly { reason } ... on TooManyAttempts { retryAfter } } } }`;
const DELETE = 'mutation ($id: ID!) { deleteMessage(input: { messageId: $id }) { errors { __typename } } }';
const READ = 'query ($name: String!) { room(name: $name) { id } }';
const MESSAGES = 'subscription ($id: ID!) { messageAdded(conversationId: $id) { message { id } } }';

describe('the rules of the room of a stream', () => {
  let chat: ChatWorld;
  let time = new Date();
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
  const at = (): string => time.toISOString();
  const start = (more: Partial<StreamStarted> = {}) =>
    chat.publish(streamStarted, { streamId, hostId: host, title: 'Live', at: at(), ...more });
  const join = (who: string): Promise<Answer> => chat.run(who, JOIN, { name: streamId });
  const enter = async (who: string): Promise<string> => (await join(who)).conversation.id;
  const send = async (who: string, id: string, name?: string) =>
    (await chat.run(who, SEND, { id, name })).errors.map(({ reason, __typename }: Answer) => reason ?? __typename);
  const sees = async (who: string) => (await chat.run(who, READ, { name: streamId })) !== null;
  const follow = async (isActive = true) => {
    advance(1);
    if (isActive) chat.follows.add(`${fan} ${host}`);
    else chat.follows.delete(`${fan} ${host}`);
    await chat.publish(isActive ? userFollowed : userUnfollowed, { followerId: fan, followeeId: host, at: at() });
  };

  test('of a stream for followers is open to followers, and to nobody else', async () => {
    await start({ visibility: 'FOLLOWERS' });
    expect(await sees(fan)).toBe(false);
    await follow();
    const id = await enter(fan);
    expect(await send(fan, id)).toEqual([]);
    expect(await sees(chat.person())).toBe(false);

    const listening = await chat.listen(fan, MESSAGES, { id });
    await follow(false);
    await eventually(() => listening.ending() !== undefined, 'the stream to end');
    expect(listening.ending()).toEqual(['FORBIDDEN']);
    expect(await sees(fan)).toBe(false);
    expect(await send(fan, id)).toEqual(['NotFound']);
  });

  test('who is banned is out of the room until the ban ends', async () => {
    await start();
    const id = await enter(fan);
    expect(await send(fan, id)).toEqual([]);
    const listening = await chat.listen(fan, MESSAGES, { id });

    await chat.publish(viewerBanned, { streamId, userId: fan, until: null, at: at() });
    await eventually(() => listening.ending() !== undefined, 'the stream to end');
    expect(listening.ending()).toEqual(['FORBIDDEN']);
    expect(await sees(fan)).toBe(false);
    expect(await send(fan, id)).toEqual(['NotFound']);
    expect((await join(fan)).errors).toMatchObject([{ __typename: 'NotFound' }]);
    expect(await sees(chat.person())).toBe(true);

    advance(1);
    await chat.publish(viewerUnbanned, { streamId, userId: fan, at: at() });
    expect(await enter(fan)).toBe(id);
    expect(await send(fan, id)).toEqual([]);
  });

  test('a ban that is handled late revives nothing, and one that has ended keeps nobody out', async () => {
    await start();
    const early = at();
    advance(1);
    await chat.publish(viewerUnbanned, { streamId, userId: fan, at: at() });
    await chat.publish(viewerBanned, { streamId, userId: fan, until: null, at: early });
    expect(await sees(fan)).toBe(true);
    advance(1);
    await chat.publish(viewerBanned, { streamId, userId: fan, until: '2020-01-01T00:00:00.000Z', at: at() });
    expect(await sees(fan)).toBe(true);
  });

  test('the host decides who may write; host and moderators always may', async () => {
    await start({ chat: { mode: 'FOLLOWERS', slowModeSeconds: 0 } });
    const id = await enter(fan);
    expect(await send(fan, id)).toEqual(['FOLLOWERS_ONLY']);
    expect(await send(host, id)).toEqual([]);
    await follow();
    expect(await send(fan, id)).toEqual([]);

    const rules = { streamId, hostId: host, visibility: 'PUBLIC', slowModeSeconds: 0 } as const;
    await chat.publish(streamChatChanged, { ...rules, mode: 'NOBODY', at: at() });
    expect(await send(fan, id)).toEqual(['CHAT_OFF']);
    expect(await send(host, id)).toEqual([]);
    await chat.publish(moderatorAdded, { streamId, userId: fan, at: at() });
    expect(await send(fan, id)).toEqual([]);
    await chat.publish(moderatorRemoved, { streamId, userId: fan, at: at() });
    expect(await send(fan, id)).toEqual(['CHAT_OFF']);
  });

  test('a moderator removes messages of others', async () => {
    await start();
    const id = await enter(fan);
    const { message } = await chat.run(host, SEND, { id });
    const moderator = chat.person();
    await chat.publish(moderatorAdded, { streamId, userId: moderator, at: at() });
    expect(await chat.run(fan, DELETE, { id: message.id })).not.toEqual({ errors: [] });
    expect(await chat.run(moderator, DELETE, { id: message.id })).toEqual({ errors: [] });
  });

  test('in slow mode each person waits between two messages, and a repeated one is no second', async () => {
    await start({ chat: { mode: 'EVERYONE', slowModeSeconds: 10 } });
    const id = await enter(fan);
    expect(await send(fan, id, 'first')).toEqual([]);
    expect(await send(fan, id, 'first')).toEqual([]);
    expect(await send(fan, id)).toEqual(['TooManyAttempts']);
    expect((await chat.run(fan, SEND, { id })).errors).toMatchObject([{ retryAfter: 10 }]);
    expect(await send(host, id)).toEqual([]);
    expect(await send(host, id)).toEqual([]);
    advance(10);
    const answers = await Promise.all([send(fan, id), send(fan, id), send(fan, id)]);
    expect(answers.filter((errors) => errors.length === 0)).toHaveLength(1);
  });

  test('a change of visibility closes the room to those who may not watch any more', async () => {
    await start();
    const id = await enter(fan);
    const rules = { streamId, hostId: host, visibility: 'FRIENDS', mode: 'EVERYONE', slowModeSeconds: 0 } as const;
    await chat.publish(streamChatChanged, { ...rules, at: at() });
    expect(await sees(fan)).toBe(false);
    expect(await send(fan, id)).toEqual(['NotFound']);
    expect(await send(host, id)).toEqual([]);
  });
});
