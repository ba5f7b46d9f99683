import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { messageActions, outcomeOf } from '../../tests/message-actions.ts';

const MARK = `mutation ($input: MarkConversationReadInput!) { markConversationRead(input: $input) {
  conversation { unreadCount } errors { __typename } } }`;
const JOIN = 'mutation ($name: String!) { joinRoom(input: { name: $name }) { conversation { id } } }';
const UPDATES = `subscription ($after: String) { conversationUpdated(after: $after) {
  change unreadCount message { id } conversation { unreadCount } } }`;

describe('what is unread when messages are deleted', () => {
  let chat: ChatWorld;
  let [ada, ben, cleo] = ['', '', ''];

  beforeAll(async () => {
    chat = await openChatWorld();
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    [ada, ben, cleo] = [chat.person(), chat.person(), chat.person()];
  });

  const { act, send, read, openRoom } = messageActions(() => chat);
  const unread = async (who: string, id: string): Promise<number> => (await read(who, id)).unreadCount;
  const conversations = (who: string): Promise<number> => chat.run(who, '{ unreadConversationCount }');
  const mark = async (who: string, conversationId: string, sequence: number): Promise<number> =>
    (await chat.run(who, MARK, { input: { conversationId, sequence } })).conversation.unreadCount;
  const remove = async (who: string, messageId: string) =>
    expect((await act(who, 'deleteMessage', messageId)).errors).toEqual([]);

  test('of two, nothing is left to read when all was deleted, and the stream says so', async () => {
    const id = await chat.open(ada, ben);
    const [one, two] = [await send(ada, id, 'one'), await send(ada, id, 'two')];
    expect([await unread(ben, id), await conversations(ben)]).toEqual([2, 1]);
    await chat.settled();
    const listener = await chat.listen(ben, UPDATES, { after: await chat.run(ben, '{ conversationsCursor }') });

    await remove(ada, one.id);
    const [first] = await listener.until(1);
    expect(first).toMatchObject({ change: 'MESSAGE_DELETED', unreadCount: 1, conversation: { unreadCount: 1 } });
    await remove(ada, two.id);
    const [, second] = await listener.until(2);
    expect(second).toMatchObject({ change: 'MESSAGE_DELETED', unreadCount: 0, message: { id: two.id } });
    await listener.close();

    expect([await unread(ben, id), await conversations(ben)]).toEqual([0, 0]);
    await send(ada, id, 'three');
    expect([await unread(ben, id), await conversations(ben)]).toEqual([1, 1]);
  });

  test('in a group whoever deletes, and not twice', async () => {
    const id = await chat.open(ada, ben, cleo);
    const [one, two] = [await send(ben, id, 'one'), await send(ben, id, 'two'), await send(ben, id, 'three')];
    await remove(ben, one.id);
    expect([await unread(cleo, id), await unread(ada, id), await unread(ben, id)]).toEqual([2, 2, 0]);
    await Promise.all([remove(ada, two.id), remove(ben, two.id), remove(ben, one.id)]);
    expect([await unread(cleo, id), await unread(ada, id)]).toEqual([1, 1]);
    expect(outcomeOf(await act(cleo, 'deleteMessage', two.id))).toEqual([null, ['NotPermitted']]);
    expect(await unread(cleo, id)).toBe(1);
  });

  test('in a room as well', async () => {
    const name = `Room of ${ada}`;
    const id = await openRoom(ada, name);
    for (const who of [ben, cleo]) await chat.run(who, JOIN, { name });
    const { id: messageId } = await send(ben, id, 'spam');
    await send(ben, id, 'text');
    await remove(ada, messageId);
    expect([await unread(cleo, id), await unread(ada, id), await unread(ben, id)]).toEqual([1, 1, 0]);
  });

  test('what was deleted after it was read takes nothing off, and marks go over deletions forwards only', async () => {
    const id = await chat.open(ada, ben);
    const sent: Answer[] = [];
    for (const nth of [1, 2, 3, 4, 5, 6]) sent.push(await send(ada, id, `message ${nth}`));
    expect(await mark(ben, id, 2)).toBe(4);
    await remove(ada, sent[0].id);
    expect(await unread(ben, id)).toBe(4);
    await remove(ada, sent[3].id);
    expect(await unread(ben, id)).toBe(3);
    expect([await mark(ben, id, 3), await mark(ben, id, 4), await mark(ben, id, 1)]).toEqual([2, 2, 2]);
    await remove(ada, sent[4].id);
    expect([await unread(ben, id), await mark(ben, id, 5), await mark(ben, id, 6)]).toEqual([1, 1, 0]);
    await remove(ada, sent[5].id);
    expect([await unread(ben, id), await conversations(ben)]).toEqual([0, 0]);
    await send(ben, id, 'answer');
    await send(ada, id, 'and more');
    expect([await unread(ben, id), await unread(ada, id)]).toEqual([1, 0]);
  });

  test('one’s own deleted message changes nothing for oneself, and who joins later has nothing unread', async () => {
    const id = await chat.open(ada, ben, cleo);
    await send(ada, id, 'before');
    const { id: messageId } = await send(ben, id, 'own');
    await send(ada, id, 'after');
    await remove(ben, messageId);
    expect([await unread(ben, id), await unread(cleo, id)]).toEqual([1, 2]);
    const dan = chat.person();
    chat.befriend(ada, dan);
    const add = 'mutation ($input: AddMembersInput!) { addMembers(input: $input) { errors { __typename } } }';
    await chat.run(ada, add, { input: { conversationId: id, userIds: [dan] } });
    expect(await unread(dan, id)).toBe(0);
  });

  test('what somebody wrote who has deleted their account is not unread, and counted once', async () => {
    const id = await chat.open(ada, ben, cleo);
    const { id: messageId } = await send(ben, id, 'one');
    for (const text of ['two', 'three']) await send(ben, id, text);
    await send(ada, id, 'four');
    await remove(ben, messageId);
    expect(await unread(cleo, id)).toBe(3);
    await chat.erase(ben);
    expect(await unread(cleo, id)).toBe(1);
  });

  test('many who delete and read at once leave the right count', async () => {
    const id = await chat.open(ada, ben, cleo);
    const sent: Answer[] = [];
    for (let nth = 1; nth <= 12; nth += 1) sent.push(await send(nth % 2 === 0 ? ada : ben, id, `message ${nth}`));
    await Promise.all([
      ...sent
        .slice(2)
        .flatMap((message, nth) => [
          nth % 3 === 0 ? null : act(ada, 'deleteMessage', message.id),
          nth % 3 === 0 ? null : act(ben, 'deleteMessage', message.id),
        ]),
      ...[3, 7, 5].map((sequence) => mark(cleo, id, sequence)),
      send(ada, id, 'meanwhile'),
    ]);
    const [row] = await chat.sql.$queryRaw<{ unread: string }[]>`
      SELECT count(*) AS unread FROM message WHERE conversation_id = ${id} AND sequence > 7 AND deleted_at IS NULL`;
    expect(await unread(cleo, id)).toBe(Number(row?.unread));
    expect(await unread(cleo, id)).toBeLessThan(6);
  });
});
