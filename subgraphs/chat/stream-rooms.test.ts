import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
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
});
