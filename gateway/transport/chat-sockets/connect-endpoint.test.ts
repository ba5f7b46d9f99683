import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DIRECT } from '../../fixtures/chat.ts';
import { type ChatGateway, type Frame, openChatGateway } from '../../fixtures/open-chat-gateway.ts';

let world: ChatGateway;

beforeAll(async () => {
  world = await openChatGateway();
});
afterAll(() => world.gateway.close());
beforeEach(() => world.chat.rooms.clear());

const post = (text: string) => world.chat.post(DIRECT, { text, authorId: 'usr_2', clientMessageId: null });
const open = async (query = '') => {
  const socket = await world.open(`connect${query}`);
  return { ...socket, connected: await socket.next() };
};

describe('a connection', () => {
  test('says who and where it is, then what happens', async () => {
    post('before');
    const socket = await open();
    const expiresAt = new Date(world.clock.ms + 600_000).toISOString();
    expect(socket.connected).toEqual({ type: 'connected', userId: 'usr_1', cursor: '1', expiresAt });
    post('after');
    expect(await socket.next()).toEqual({
      type: 'conversationUpdated',
      ...{ conversationId: DIRECT, change: 'MESSAGE_ADDED', memberId: null, unreadCount: 1, cursor: '2' },
      message: expect.objectContaining({
        id: 'msg_2',
        text: 'after',
        author: expect.objectContaining({ id: 'usr_2' }),
      }),
    });
  });

  test('goes on after a cursor', async () => {
    for (const text of ['a', 'b', 'c']) post(text);
    const socket = await open('?cursor=1');
    expect(socket.connected.cursor).toBe('1');
    expect([(await socket.next()).cursor, (await socket.next()).cursor]).toEqual(['2', '3']);
    post('resync');
    expect(await socket.next()).toEqual({ type: 'resyncRequired', cursor: '4' });
    const wrong = await world.open('connect?cursor=x');
    expect(await wrong.next()).toMatchObject({ type: 'error', name: 'BAD_USER_INPUT' });
    expect(await wrong.closed).toBe(4400);
  });

  test('takes a token in its first frame and renews it later; without one it closes with 4401', async () => {
    const socket = await world.openWith('connect', {});
    socket.send({ type: 'authenticate', token: world.tokenOf('usr_1') });
    expect(await socket.next()).toMatchObject({ type: 'connected' });
    socket.send({ type: 'authenticate', token: world.tokenOf('usr_1') });
    expect(await socket.next()).toMatchObject({ type: 'authenticated', expiresAt: expect.any(String) });
    const silent = await world.openWith('connect', {});
    expect(await silent.closed).toBe(4401);
  });
});

describe('envelopes', () => {
  test.each<[Frame, Frame]>([
    [
      { type: 'sendMessage', conversationId: 'other', text: 'Hi', clientMessageId: 'c1' },
      { type: 'messageSent', conversationId: 'other', clientMessageId: 'c1', message: { id: 'msg_1', text: 'Hi' } },
    ],
    [
      { type: 'markRead', conversationId: DIRECT, sequence: 1 },
      { type: 'conversationRead', conversationId: DIRECT, unreadCount: 0 },
    ],
    [
      { type: 'markDelivered', conversationId: DIRECT, sequence: 1 },
      { type: 'conversationDelivered', conversationId: DIRECT },
    ],
    [
      { type: 'setTyping', conversationId: DIRECT, isTyping: true },
      { type: 'typingSet', conversationId: DIRECT, isTyping: true },
    ],
    [
      { type: 'watchPresence', userIds: [] },
      { type: 'presenceWatched', userIds: [] },
    ],
    [
      { type: 'unwatchConversation', conversationId: DIRECT },
      { type: 'conversationUnwatched', conversationId: DIRECT },
    ],
  ])('%j', async (envelope, reply) => {
    const socket = await open();
    socket.send({ ...envelope, id: '1' });
    expect(await socket.next()).toMatchObject({ ...reply, id: '1' });
  });

  test('sending again under the same name gives the same message', async () => {
    const socket = await open();
    const ids = new Set();
    for (const id of ['1', '2']) {
      socket.send({ type: 'sendMessage', id, conversationId: 'other', text: 'Hi', clientMessageId: 'c1' });
      ids.add((await socket.next()).message.id);
    }
    expect(ids.size).toBe(1);
  });

  test('watching a conversation says who types and reads there, until it is over', async () => {
    const socket = await open();
    socket.send({ type: 'watchConversation', id: '1', conversationId: DIRECT });
    const frames = [await socket.next(), await socket.next(), await socket.next(), await socket.next()];
    expect(frames).toContainEqual({ type: 'conversationWatched', id: '1', conversationId: DIRECT });
    const of = { conversationId: DIRECT, userId: 'usr_2' };
    expect(frames).toContainEqual({ type: 'typingChanged', ...of, isTyping: true });
    expect(frames).toContainEqual({ type: 'receiptUpdated', ...of, deliveredSequence: 2, readSequence: 1 });
    // The fixture's receipts end after one.
    expect(frames).toContainEqual({ type: 'watchEnded', conversationId: DIRECT, name: null, message: null });
  });

  test('watching presence replaces who was watched before', async () => {
    const socket = await open();
    for (const userId of ['usr_2', 'usr_3']) {
      socket.send({ type: 'watchPresence', userIds: [userId] });
      const frames = [await socket.next(), await socket.next()];
      expect(frames).toContainEqual({ type: 'presenceChanged', userId, isOnline: true, lastSeenAt: '2030-01-01' });
      expect(frames).toContainEqual({ type: 'presenceWatched', userIds: [userId] });
    }
  });

  test.each<[string, Frame, string]>([
    ['without a type', {}, 'BAD_USER_INPUT'],
    ['of an unknown type', { type: 'query' }, 'BAD_USER_INPUT'],
    ['of a type that objects inherit', { type: '__proto__' }, 'BAD_USER_INPUT'],
    ['without a field', { type: 'sendMessage', text: 'x' }, 'BAD_USER_INPUT'],
    ['with a field of a wrong type', { type: 'markRead', conversationId: DIRECT, sequence: '1' }, 'BAD_USER_INPUT'],
    ['with a number out of range', { type: 'markRead', conversationId: DIRECT, sequence: 2 ** 40 }, 'BAD_USER_INPUT'],
    ['with too many people', { type: 'watchPresence', userIds: Array(101).fill('usr_2') }, 'BAD_USER_INPUT'],
    ['that is refused', { type: 'markDelivered', conversationId: DIRECT, sequence: 101 }, 'NotFound'],
    ['for what there is not', { type: 'watchConversation', conversationId: 'none' }, 'NOT_FOUND'],
    ['for a domain that fails', { type: 'sendMessage', conversationId: DIRECT, text: 'broken' }, 'INTERNAL'],
  ])('one %s gets an error with its id, and the socket goes on', async (_, envelope, name) => {
    const socket = await open();
    socket.send({ ...envelope, id: 'e' });
    const error = await socket.next();
    expect(error).toMatchObject({ type: 'error', id: 'e', name, message: expect.any(String) });
    expect(JSON.stringify(error)).not.toContain('postgres');
    socket.send({ type: 'setTyping', id: 'n', conversationId: DIRECT, isTyping: false });
    expect(await socket.next()).toMatchObject({ type: 'typingSet', id: 'n' });
  });
});
