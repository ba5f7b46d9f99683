import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type ChatWorld, type Listening, openChatWorld } from '../../tests/chat-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { userBlocked } from '../friends/events.ts';

const ADDED = `subscription ($conversationId: ID!, $after: String) {
  messageAdded(conversationId: $conversationId, after: $after) { message { sequence text } cursor resyncRequired } }`;
const TYPING = 'subscription ($conversationId: ID!) { typingChanged(conversationId: $conversationId) { isTyping } }';
const RECEIPTS =
  'subscription ($conversationId: ID!) { receiptUpdated(conversationId: $conversationId) { readSequence } }';
const SNAPSHOT = `query ($id: ID!) { conversation(id: $id) {
  cursor activeConnections messages(last: 100) { edges { node { sequence } } } } }`;
const REMOVE = `mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { errors { __typename } } }`;
const LEAVE = `mutation ($input: LeaveConversationInput!) { leaveConversation(input: $input) { errors { __typename } } }`;

describe('live messages', () => {
  let chat: ChatWorld;
  let [ada, ben, cleo] = ['', '', ''];
  const open: Listening[] = [];

  beforeAll(async () => {
    chat = await openChatWorld();
  });
  afterAll(async () => {
    await Promise.all(open.map((listening) => listening.close()));
    await chat.close();
  });
  beforeEach(() => {
    [ada, ben, cleo] = [chat.person(), chat.person(), chat.person()];
  });

  const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, at) => at + from);
  const snapshot = (viewerId: string, id: string) => chat.run(viewerId, SNAPSHOT, { id });
  const listen = async (
    viewerId: string,
    conversationId: string,
    more: Record<string, unknown> = {},
    document = ADDED,
  ) => {
    const listening = await chat.listen(viewerId, document, { conversationId, ...more });
    open.push(listening);
    return listening;
  };
  const connections = (id: string, count: number) =>
    eventually(async () => (await snapshot(ada, id)).activeConnections === count, `${count} connections`);
  const sequencesOf = (events: Answer[]) => events.map(({ message }) => message.sequence);

  test('messages after a cursor come in order and once, then new ones; a later cursor resumes', async () => {
    const id = await chat.open(ada, ben);
    const { cursor } = await snapshot(ben, id);
    for (const nth of upTo(3)) await chat.send(ada, id, `message ${nth}`);

    const listening = await listen(ben, id, { after: cursor });
    await listening.until(3);
    await Promise.all(upTo(20).map((nth) => chat.send(nth % 2 === 0 ? ada : ben, id, `more ${nth}`)));
    const events = await listening.until(23);
    expect(sequencesOf(events)).toEqual(upTo(23));
    expect(events.every(({ resyncRequired }) => resyncRequired === false)).toBe(true);

    await listening.close();
    await chat.send(ada, id, 'while away');
    const resumed = await listen(ben, id, { after: events[19].cursor });
    expect(sequencesOf(await resumed.until(4))).toEqual(upTo(4, 21));
    await chat.send(ada, id, 'last');
    expect(sequencesOf(await resumed.until(5))).toEqual(upTo(5, 21));
  });

  test('a snapshot and its cursor miss nothing while others send', async () => {
    const id = await chat.open(ada, ben);
    const sendSome = async (lane: number) => {
      for (const nth of upTo(15)) await chat.send(ada, id, `message ${nth} of ${lane}`);
    };
    const sending = Promise.all(upTo(4).map(sendSome));
    await eventually(async () => (await snapshot(ben, id)).messages.edges.length > 5, 'some messages');
    const { cursor, messages } = await snapshot(ben, id);
    const seen = new Set<number>(messages.edges.map(({ node }: Answer) => node.sequence));
    const listening = await listen(ben, id, { after: cursor });
    await sending;

    await eventually(() => listening.events.at(-1)?.message.sequence === 60, 'the last message');
    const received = sequencesOf(listening.events);
    expect(received).toEqual(upTo(received.length, received[0]));
    expect([...new Set([...seen, ...received])].sort((one, other) => one - other)).toEqual(upTo(60));
  });

  test('a stream without a cursor begins now, and counts as a connection while it is open', async () => {
    const id = await chat.open(ada, ben);
    await chat.send(ada, id, 'before');
    const [first, second] = [await listen(ben, id), await listen(ada, id)];
    await connections(id, 2);

    await chat.send(ada, id, 'after');
    for (const listening of [first, second])
      expect((await listening.until(1)).map(({ message }) => message.text)).toEqual(['after']);
    await first.close();
    await connections(id, 1);
    await second.close();
    await connections(id, 0);
  });

  test('a cursor of another conversation, and one that is none, are bad input; one from the future asks to read anew', async () => {
    const [id, other] = [await chat.open(ada, ben), await chat.open(ada, cleo)];
    const { cursor } = await snapshot(ada, other);
    for (const after of [cursor, 'nonsense', ''])
      expect(await chat.refusalOf(ada, ADDED, { conversationId: id, after })).toBe('BAD_USER_INPUT');

    const future = await chat.cursorAfter(id, 99);
    const listening = await listen(ada, id, { after: future });
    expect(await listening.until(1)).toMatchObject([{ message: null, resyncRequired: true }]);
    await chat.send(ada, id, 'on it goes');
    expect((await listening.until(2))[1].message.text).toBe('on it goes');
  });

  test.each([
    ['messageAdded', ADDED],
    ['typingChanged', TYPING],
    ['receiptUpdated', RECEIPTS],
  ])('%s ends with FORBIDDEN for who is removed or leaves, and goes on for the others', async (_, document) => {
    const id = await chat.open(ada, ben, cleo);
    const others = await listen(ada, id, {}, document);
    const [hers, his] = [await listen(cleo, id, {}, document), await listen(ben, id, {}, document)];
    const messages = await listen(ben, id);
    await connections(id, document === ADDED ? 4 : 1);
    if (document === RECEIPTS) await Promise.all([hers, his, others].map((listening) => listening.until(3)));

    await chat.run(ada, REMOVE, { input: { conversationId: id, userId: ben } });
    await eventually(() => his.ending() !== undefined && messages.ending() !== undefined, 'his streams to end');
    const received = his.events.length;
    await chat.run(cleo, LEAVE, { input: { conversationId: id } });
    await eventually(() => hers.ending() !== undefined, 'her stream to end');
    await chat.send(ada, id, 'among us');

    expect([his.ending(), hers.ending(), messages.ending()]).toEqual([['FORBIDDEN'], ['FORBIDDEN'], ['FORBIDDEN']]);
    if (document === ADDED) await others.until(1);
    expect(his.events).toHaveLength(received);
    expect(messages.events).toEqual([]);
    expect(others.ending()).toBeUndefined();
    expect(await chat.refusalOf(ben, document, { conversationId: id })).toBe('NOT_FOUND');
  });

  test('a block ends what the two follow of each other, and neither can write or type', async () => {
    const id = await chat.open(ada, ben);
    const streams = await Promise.all(
      [ADDED, TYPING, RECEIPTS].flatMap((document) => [ada, ben].map((who) => listen(who, id, {}, document))),
    );
    await connections(id, 2);
    await Promise.all(streams.slice(4).map((listening) => listening.until(2)));

    await chat.publish(userBlocked, { userId: ben, blockedId: ada, at: new Date().toISOString() });
    await eventually(() => streams.every((each) => each.ending() !== undefined), 'all streams to end');

    expect(streams.map((each) => each.ending())).toEqual(Array(6).fill(['FORBIDDEN']));
    for (const who of [ada, ben]) {
      expect((await chat.send(who, id, 'still there?')).errors).toMatchObject([{ __typename: 'NotPermitted' }]);
      for (const document of [ADDED, TYPING, RECEIPTS])
        expect(await chat.refusalOf(who, document, { conversationId: id })).toBe('NOT_FOUND');
    }
    const type = `mutation ($input: SetTypingInput!) { setTyping(input: $input) { errors { __typename } } }`;
    expect(await chat.run(ada, type, { input: { conversationId: id, isTyping: true } })).toMatchObject({
      errors: [{ __typename: 'NotPermitted' }],
    });
  });
});
