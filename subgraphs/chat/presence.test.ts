import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type Answer, type ChatWorld, type Listening, openChatWorld } from '../../tests/chat-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { friendshipStarted, userBlocked } from '../friends/events.ts';

const TYPING = `subscription ($conversationId: ID!) { typingChanged(conversationId: $conversationId) { user { id } isTyping } }`;
const TYPE = `mutation ($input: SetTypingInput!) { setTyping(input: $input) { errors { __typename } } }`;
const RECEIPTS = `subscription ($conversationId: ID!) {
  receiptUpdated(conversationId: $conversationId) { user { id } deliveredSequence readSequence } }`;
const READ = `mutation ($input: MarkConversationReadInput!) { markConversationRead(input: $input) { errors { __typename } } }`;
const DELIVERED = `mutation ($input: MarkDeliveredInput!) { markDelivered(input: $input) { errors { __typename } } }`;
const PRESENCE = `subscription ($userIds: [ID!]!) { presenceChanged(userIds: $userIds) { user { id isOnline lastSeenAt } } }`;
const SEEN = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { isOnline lastSeenAt } } }`;

describe('typing, receipts and presence', () => {
  let chat: ChatWorld;
  let [ada, ben, cleo, eve] = ['', '', '', ''];
  let open: Listening[] = [];

  beforeAll(async () => {
    chat = await openChatWorld();
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    [ada, ben, cleo, eve] = [chat.person(), chat.person(), chat.person(), chat.person()];
  });
  afterEach(async () => {
    await Promise.all(open.map((listening) => listening.close()));
    open = [];
  });

  const listen = async (viewerId: string, document: string, variables: Record<string, unknown>) => {
    const listening = await chat.listen(viewerId, document, variables);
    open.push(listening);
    return listening;
  };
  const type = (who: string, conversationId: string, isTyping: boolean) =>
    chat.run(who, TYPE, { input: { conversationId, isTyping } });
  const seen = async (viewerId: string, id: string) => (await chat.run(viewerId, SEEN, { id }))[0];
  const isOnline = (viewerId: string, id: string, expected: boolean) =>
    eventually(async () => (await seen(viewerId, id)).isOnline === expected, `online ${expected}`);

  test('typing reaches the others, starts with who is typing now, and is sent once until it stops', async () => {
    const conversationId = await chat.open(ada, ben, cleo);
    await type(cleo, conversationId, true);
    const listening = await listen(ada, TYPING, { conversationId });
    expect(await listening.until(1)).toEqual([{ user: { id: cleo }, isTyping: true }]);

    await type(ada, conversationId, true);
    await type(ben, conversationId, true);
    await listening.until(2);
    await type(ben, conversationId, true);
    await type(ben, conversationId, false);
    await type(cleo, conversationId, false);
    const [, ...events] = await listening.until(4);
    expect(events).toEqual([
      { user: { id: ben }, isTyping: true },
      { user: { id: ben }, isTyping: false },
      { user: { id: cleo }, isTyping: false },
    ]);
  });

  test('who sends a message types no more, whether to one or to several', async () => {
    const redis = new Redis(chat.redis.url);
    for (const conversationId of [await chat.open(ada, ben), await chat.open(ada, ben, cleo)]) {
      const listening = await listen(ada, TYPING, { conversationId });
      // One that lapsed would still be in the set.
      const members = () => redis.zrange(`lease:typing:{${conversationId}}`, '0', '-1');
      await type(ben, conversationId, true);
      await listening.until(1);
      expect(await members()).toEqual([ben]);
      await chat.send(ben, conversationId, 'typed');

      expect(await members()).toEqual([]);
      expect((await listening.until(2)).map(({ isTyping }) => isTyping)).toEqual([true, false]);
    }
    redis.disconnect();
  });

  test('typing lapses by itself, six seconds after it was last said', async () => {
    const conversationId = await chat.open(ada, ben);
    const listening = await listen(ada, TYPING, { conversationId });
    await type(ben, conversationId, true);
    await listening.until(1);
    const since = performance.now();

    expect((await listening.until(2))[1]).toEqual({ user: { id: ben }, isTyping: false });
    expect(performance.now() - since).toBeGreaterThan(4_000);
  });

  test('receipts begin with where everybody stands, and move with reading, delivery and writing, forwards only', async () => {
    const conversationId = await chat.open(ada, ben);
    for (const text of ['one', 'two', 'three']) await chat.send(ada, conversationId, text);
    const mark = (document: string, sequence: number) =>
      chat.run(ben, document, { input: { conversationId, sequence } });
    const listening = await listen(ada, RECEIPTS, { conversationId });
    const receipt = (id: string, deliveredSequence: number, readSequence: number) => ({
      user: { id },
      deliveredSequence,
      readSequence,
    });
    expect(new Set(await listening.until(2))).toEqual(new Set([receipt(ada, 3, 3), receipt(ben, 0, 0)]));

    await mark(DELIVERED, 2);
    expect((await listening.until(3))[2]).toEqual(receipt(ben, 2, 0));
    await mark(DELIVERED, 1);
    await mark(READ, 3);
    expect((await listening.until(4))[3]).toEqual(receipt(ben, 3, 3));
    await mark(READ, 1);
    await chat.send(ben, conversationId, 'answer');
    expect((await listening.until(5))[4]).toEqual(receipt(ben, 4, 4));
    expect(listening.events).toHaveLength(5);
  });

  test('a person is online while any of their devices has a subscription open', async () => {
    const conversationId = await chat.open(ada, ben);
    const presences = await listen(ada, PRESENCE, { userIds: [ben, ada, ben] });
    const statesOf = (id: string): Answer[] => presences.events.filter(({ user }) => user.id === id);
    await eventually(
      () => statesOf(ben).length === 1 && statesOf(ada).at(-1)?.user.isOnline === true,
      'the first states',
    );
    expect(statesOf(ben)).toEqual([{ user: { id: ben, isOnline: false, lastSeenAt: null } }]);

    const devices = [await listen(ben, RECEIPTS, { conversationId }), await listen(ben, TYPING, { conversationId })];
    await eventually(() => statesOf(ben).at(-1)?.user.isOnline === true, 'him to come online');
    // Somebody else's only device closes with his first: when that person is gone, his first device is, too.
    await chat.publish(friendshipStarted, { userIds: [ada, cleo], at: new Date().toISOString() });
    const hers = await listen(cleo, 'subscription { conversationUpdated { cursor } }', {});
    await isOnline(ada, cleo, true);
    await Promise.all([hers.close(), devices[0]?.close()]);
    await isOnline(ada, cleo, false);
    expect((await seen(ada, ben)).isOnline).toBe(true);
    const before = Date.now();
    await devices[1]?.close();
    await eventually(() => statesOf(ben).at(-1)?.user.isOnline === false, 'him to go offline');

    expect(statesOf(ben).map(({ user }) => user.isOnline)).toEqual([false, true, false]);
    const lastSeenAt = new Date(statesOf(ben)[2].user.lastSeenAt).getTime();
    expect(Math.abs(lastSeenAt - before)).toBeLessThan(2_000);
  });

  test('presence is for oneself, friends and who shares a conversation; others stay null, and so does a blocked person', async () => {
    await chat.open(ada, ben);
    await chat.publish(friendshipStarted, { userIds: [ada, cleo], at: new Date().toISOString() });
    const inbox = 'subscription { conversationUpdated { cursor } }';
    await Promise.all([ada, ben, cleo, eve].map((who) => listen(who, inbox, {})));
    await Promise.all([ada, ben, cleo].map((who) => isOnline(ada, who, true)));
    await isOnline(eve, eve, true);

    expect(await seen(ada, eve)).toEqual({ isOnline: null, lastSeenAt: null });
    const presences = await listen(ada, PRESENCE, { userIds: [eve, cleo] });
    await presences.until(2);
    expect(presences.events.find(({ user }) => user.id === eve)).toEqual({
      user: { id: eve, isOnline: null, lastSeenAt: null },
    });
    expect(presences.events.find(({ user }) => user.id === cleo)).toMatchObject({ user: { isOnline: true } });

    await chat.publish(userBlocked, { userId: ben, blockedId: ada, at: new Date().toISOString() });
    expect(await seen(ada, ben)).toEqual({ isOnline: null, lastSeenAt: null });
    expect(await seen(ben, ada)).toEqual({ isOnline: null, lastSeenAt: null });
  });

  test('at most a hundred people are watched at once, and at least one', async () => {
    const many = Array.from({ length: 101 }, chat.person);
    expect(await chat.refusalOf(ada, PRESENCE, { userIds: many })).toBe('BAD_USER_INPUT');
    expect(await chat.refusalOf(ada, PRESENCE, { userIds: [] })).toBe('BAD_USER_INPUT');
    const listening = await listen(ada, PRESENCE, { userIds: many.slice(1) });
    expect(await listening.until(100)).toHaveLength(100);
  });
});
