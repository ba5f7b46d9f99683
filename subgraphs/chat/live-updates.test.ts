import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type ChatWorld, type Listening, openChatWorld } from '../../tests/chat-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { messageActions } from '../../tests/message-actions.ts';
import { userBlocked } from '../friends/events.ts';

const UPDATED = `subscription ($conversationId: ID!, $after: String) { messageUpdated(conversationId: $conversationId, after: $after) {
  change member { id } message { id text deletedAt reactions { emoji count } } cursor resyncRequired } }`;
const ADDED = `subscription ($conversationId: ID!, $after: String) { messageAdded(conversationId: $conversationId, after: $after) {
  message { sequence text deletedAt } cursor } }`;
const CURSORS = 'query ($id: ID!) { conversation(id: $id) { cursor updatesCursor } }';
const ROOM = (verb: string) =>
  `mutation ($name: String!) { ${verb}(input: { name: $name }) { conversation { id } errors { __typename } } }`;
const REMOVE = `mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { errors { __typename } } }`;

describe('what happens to messages, live', () => {
  let chat: ChatWorld;
  let at = new Date();
  let [ada, ben, cleo] = ['', '', ''];
  let open: Listening[] = [];

  beforeAll(async () => {
    chat = await openChatWorld({ now: () => at });
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    at = new Date();
    [ada, ben, cleo] = [chat.person(), chat.person(), chat.person()];
  });
  afterEach(async () => {
    await Promise.all(open.map((listening) => listening.close()));
    open = [];
  });

  const { act, send, openRoom } = messageActions(() => chat);
  const cursorsOf = (who: string, id: string): Promise<Answer> => chat.run(who, CURSORS, { id });
  const follow = async (who: string, conversationId: string, after: string, document = UPDATED) => {
    const listening = await chat.listen(who, document, { conversationId, after });
    open.push(listening);
    return listening;
  };
  const changesOf = (events: readonly Answer[]) => events.map(({ change, member }) => [change, member?.id]);

  test('each change comes once and in order with the message as it is; a later cursor resumes', async () => {
    const id = await chat.open(ada, ben);
    const { updatesCursor } = await cursorsOf(ben, id);
    const listening = await follow(ben, id, updatesCursor);
    const { id: messageId } = await send(ada, id, 'hello');
    await act(ada, 'editMessage', messageId, { text: 'hello again' });
    await act(ben, 'addReaction', messageId, { emoji: '👍' });
    await act(ben, 'addReaction', messageId, { emoji: '👍' });
    await listening.until(2);
    await act(ada, 'pinMessage', messageId);
    await act(ben, 'removeReaction', messageId, { emoji: '👍' });
    await act(ada, 'unpinMessage', messageId);
    await act(ada, 'deleteMessage', messageId);

    const events = await listening.until(6);
    expect(changesOf(events)).toEqual([
      ['MESSAGE_EDITED', ada],
      ['REACTION_ADDED', ben],
      ['MESSAGE_PINNED', ada],
      ['REACTION_REMOVED', ben],
      ['MESSAGE_UNPINNED', ada],
      ['MESSAGE_DELETED', ada],
    ]);
    expect(events[1].message).toMatchObject({ text: 'hello again', reactions: [{ emoji: '👍', count: 1 }] });
    expect(events[5].message).toMatchObject({ text: '', deletedAt: at.toISOString(), reactions: [] });
    const resumed = await follow(ada, id, events[2].cursor);
    const rest = await resumed.until(3);
    expect(changesOf(rest)).toEqual(changesOf(events.slice(3)));
    // Read again at delivery: a message deleted since then is delivered without its text.
    expect(rest.map(({ message }) => message.text)).toEqual(['', '', '']);
    for (const after of [(await cursorsOf(ada, id)).cursor, 'nonsense'])
      expect(await chat.refusalOf(ada, UPDATED, { conversationId: id, after })).toBe('BAD_USER_INPUT');
  });

  test('in a room whoever looks in sees edits, also without having joined', async () => {
    const name = `Room of ${ada}`;
    const id = await openRoom(ada, name);
    await chat.run(ben, ROOM('joinRoom'), { name });
    const { updatesCursor } = await cursorsOf(cleo, id);
    const listening = await follow(cleo, id, updatesCursor);
    const { id: messageId } = await send(ben, id, 'hello');
    await act(ada, 'addReaction', messageId, { emoji: '🎉' });
    await act(ada, 'deleteMessage', messageId);
    expect(changesOf(await listening.until(2))).toEqual([
      ['REACTION_ADDED', ada],
      ['MESSAGE_DELETED', ada],
    ]);
  });

  test('who is removed and who is blocked hears no more; a stranger never did', async () => {
    const id = await chat.open(ada, ben, cleo);
    const { id: messageId } = await send(ada, id, 'hello');
    const { updatesCursor } = await cursorsOf(ben, id);
    const [his, hers] = [await follow(ben, id, updatesCursor), await follow(cleo, id, updatesCursor)];
    await act(ada, 'editMessage', messageId, { text: 'before' });
    await Promise.all([his.until(1), hers.until(1)]);
    await chat.run(ada, REMOVE, { input: { conversationId: id, userId: ben } });
    await act(ada, 'editMessage', messageId, { text: 'after' });
    await eventually(() => his.ending() !== undefined, 'his stream to end');
    expect([his.ending(), his.events.length]).toEqual([['FORBIDDEN'], 1]);
    expect((await hers.until(2))[1].message.text).toBe('after');
    for (const who of [ben, chat.person()])
      expect(await chat.refusalOf(who, UPDATED, { conversationId: id, after: updatesCursor })).toBe('NOT_FOUND');

    const pair = await chat.open(ada, ben);
    const followed = await follow(ben, pair, (await cursorsOf(ben, pair)).updatesCursor);
    await chat.publish(userBlocked, { userId: ada, blockedId: ben, at: new Date().toISOString() });
    await eventually(() => followed.ending() !== undefined, 'the stream of the pair to end');
    expect(followed.ending()).toEqual(['FORBIDDEN']);
  });

  test('a cursor whose changes are forgotten asks to read anew, and goes on', async () => {
    const id = await chat.open(ada, ben);
    const { updatesCursor } = await cursorsOf(ben, id);
    const { id: messageId } = await send(ada, id, 'hello');
    await act(ada, 'editMessage', messageId, { text: 'one' });
    await chat.settled();
    await chat.sql.$executeRaw`DELETE FROM conversation_change WHERE conversation_id = ${id}`;
    const listening = await follow(ben, id, updatesCursor);
    expect(await listening.until(1)).toMatchObject([{ resyncRequired: true, message: null, change: null }]);
    await act(ada, 'editMessage', messageId, { text: 'two' });
    expect((await listening.until(2))[1]).toMatchObject({ change: 'MESSAGE_EDITED', message: { text: 'two' } });
  });

  test('a text that was deleted does not come out of what a process still holds of the stream', async () => {
    const id = await chat.open(ada, ben);
    const { cursor } = await cursorsOf(ben, id);
    const first = await follow(ben, id, cursor, ADDED);
    const { id: messageId } = await send(ada, id, 'a secret');
    await send(ada, id, 'another');
    expect((await first.until(2)).map(({ message }) => message.text)).toEqual(['a secret', 'another']);
    await act(ada, 'deleteMessage', messageId);
    at = new Date(at.getTime() + 2_000);

    const late = await follow(ada, id, cursor, ADDED);
    expect((await late.until(2)).map(({ message }) => message.text)).toEqual(['', 'another']);
  });
});
