import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { messageActions, outcomeOf } from '../../tests/message-actions.ts';
import { fileDeleted } from '../media/events.ts';

const REACHED = `query ($id: ID!, $first: Int) { conversation(id: $id) { messages(last: 100) { edges { node {
  readBy(first: $first) { totalCount users { id } } deliveredTo { totalCount users { id } } } } } } }`;
const MARK = `mutation ($input: MarkConversationReadInput!) { markConversationRead(input: $input) { errors { __typename } } }`;
const DELIVERED = `mutation ($input: MarkDeliveredInput!) { markDelivered(input: $input) { errors { __typename } } }`;
const ADD = `mutation ($input: AddMembersInput!) { addMembers(input: $input) { errors { __typename } } }`;
const CURSOR = 'query ($id: ID!) { conversation(id: $id) { updatesCursor } }';
const UPDATED = `subscription ($id: ID!, $after: String) { messageUpdated(conversationId: $id, after: $after) {
  change message { attachments { id } } } }`;

describe('what messages carry', () => {
  let chat: ChatWorld;
  let [ada, ben, cleo] = ['', '', ''];
  let at = new Date();

  beforeAll(async () => {
    chat = await openChatWorld({ now: () => at });
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    at = new Date();
    [ada, ben, cleo] = [chat.person(), chat.person(), chat.person()];
  });

  const { act, trySending, send, openRoom, readMessages } = messageActions(() => chat);

  test('an answer points at a message of the same conversation, and a mention at its members', async () => {
    const id = await chat.open(ada, ben);
    const elsewhere = await send(ada, await chat.open(ada, cleo), 'elsewhere');
    const first = await send(ada, id, 'first');
    const answer = await send(ben, id, 'second', { replyToId: first.id, mentionedUserIds: [ada, ben, ada] });
    expect(answer).toMatchObject({ replyTo: { id: first.id, text: 'first' }, attachments: [] });
    expect(answer.mentions).toEqual([ada, ben].sort().map((userId) => ({ id: userId })));
    for (const [more, __typename] of [
      [{ replyToId: elsewhere.id }, 'NotFound'],
      [{ replyToId: 'msg_none' }, 'NotFound'],
      [{ mentionedUserIds: [cleo] }, 'InvalidInput'],
      [{ attachmentIds: ['fil_1'] }, 'MediaUnavailable'],
    ] as const)
      expect(outcomeOf(await trySending(ada, id, 'x', more))).toEqual([null, [__typename]]);
    const edited = await act(ben, 'editMessage', answer.id, { text: 'second', mentionedUserIds: [] });
    expect(edited.message).toMatchObject({ mentions: [], revisions: [{ text: 'second' }] });
    await act(ben, 'editMessage', answer.id, { text: 'second', mentionedUserIds: [ada] });
    const events = (await chat.published()).filter(({ payload }) => Object(payload).conversationId === id);
    expect(events.map(({ type, payload }) => [type, Object(payload).userIds])).toEqual([
      ['chat.message-sent', undefined],
      ['chat.conversation-begun', [ada, ben].sort()],
      ['chat.message-sent', undefined],
      ['chat.member-mentioned', [ada, ben].sort()],
      ['chat.member-mentioned', [ada]],
    ]);
    expect(events.slice(3).map(({ payload }) => Object(payload).isSent)).toEqual([true, undefined]);
  });

  test('files come with a message, to each member with access of their own, until it is deleted', async () => {
    const id = await chat.open(ada, ben);
    chat.media.owners.set(`fil_${ada}`, ada).set('fil_ben', ben);
    expect(outcomeOf(await trySending(ada, id, '', { attachmentIds: [`fil_${ada}`, 'fil_ben'] }))).toEqual([
      null,
      ['MediaUnavailable'],
    ]);
    const sent = await send(ada, id, '', { attachmentIds: [`fil_${ada}`] });
    const access = expect.stringMatching(new RegExp(`^\\d+\\.[\\w-]{43}\\.${id}$`));
    expect(sent).toMatchObject({ text: '', attachments: [{ id: `fil_${ada}`, access }] });
    const [seen] = await readMessages(ben, id);
    expect(seen.attachments).toMatchObject([{ id: `fil_${ada}`, access }]);
    expect(seen.attachments[0].access).not.toBe(sent.attachments[0].access);
    await eventually(() => chat.media.uses.has(`${sent.id} ${id} fil_${ada}`), 'the file to be attached');

    const { message } = await act(ada, 'deleteMessage', sent.id);
    expect(message.attachments).toEqual([]);
    await eventually(() => ![...chat.media.uses].some((use) => use.startsWith(sent.id)), 'the file to be detached');
  });

  test('a file that its owner deletes is taken from the messages that show it', async () => {
    const id = await chat.open(ada, ben);
    const fileIds = [`fil_1_${ada}`, `fil_2_${ada}`];
    for (const fileId of fileIds) chat.media.owners.set(fileId, ada);
    const { attachments } = await send(ada, id, 'look', { attachmentIds: fileIds });
    expect(attachments).toMatchObject(fileIds.map((fileId) => ({ id: fileId })));
    const { updatesCursor } = await chat.run(ben, CURSOR, { id });
    const updates = await chat.listen(ben, UPDATED, { id, after: updatesCursor });
    await chat.publish(fileDeleted, { fileId: fileIds[0] ?? '', ownerId: ada, at: at.toISOString() });
    expect(await updates.until(1)).toEqual([
      { change: 'MESSAGE_FILES_REMOVED', message: { attachments: [{ id: fileIds[1] }] } },
    ]);
    await updates.close();
    const [seen] = await readMessages(ben, id);
    expect(seen).toMatchObject({ text: 'look', attachments: [{ id: fileIds[1] }] });
  });

  test('a repeated message is the first one, however it was changed since; other input is a conflict', async () => {
    const id = await chat.open(ada, ben);
    const { id: firstId } = await send(ada, id, 'zero');
    const sending = { clientMessageId: 'one', replyToId: firstId, mentionedUserIds: [ada, ben] };
    const { id: messageId } = await send(ada, id, 'one', sending);
    const again = (more: object = {}) => trySending(ada, id, 'one', { ...sending, ...more });
    const conflict = [null, ['IdempotencyConflict']];

    expect((await again({ mentionedUserIds: [ben, ada, ben] })).message).toMatchObject({ id: messageId, text: 'one' });
    for (const more of [{ text: 'two' }, { replyToId: null }, { mentionedUserIds: [ada] }])
      expect(outcomeOf(await again(more))).toEqual(conflict);
    await act(ada, 'editMessage', messageId, { text: 'two' });
    expect((await again()).message).toMatchObject({ id: messageId, text: 'two' });
    expect(outcomeOf(await again({ text: 'two' }))).toEqual(conflict);
    await act(ada, 'deleteMessage', firstId);
    expect((await again()).message).toMatchObject({ id: messageId });
    await act(ada, 'deleteMessage', messageId);
    for (const more of [{}, { text: 'anything' }])
      expect((await again(more)).message).toMatchObject({ id: messageId, text: '', deletedAt: at.toISOString() });
  });

  test('a message from before inputs were kept is recognised by its text, also once it is edited', async () => {
    const id = await chat.open(ada, ben);
    const { id: messageId } = await send(ada, id, 'old', { clientMessageId: 'one' });
    await chat.sql.$executeRaw`UPDATE message SET input_hash = NULL WHERE id = ${messageId}`;
    const again = (text: string, more: object = {}) => trySending(ada, id, text, { clientMessageId: 'one', ...more });

    expect((await again('old')).message).toMatchObject({ id: messageId });
    expect(outcomeOf(await again('new'))).toEqual([null, ['IdempotencyConflict']]);
    expect(outcomeOf(await again('old', { mentionedUserIds: [ben] }))).toEqual([null, ['IdempotencyConflict']]);
    await act(ada, 'editMessage', messageId, { text: 'new' });
    await act(ada, 'editMessage', messageId, { text: 'newer' });
    expect((await again('old')).message).toMatchObject({ id: messageId, text: 'newer' });
    expect(outcomeOf(await again('new'))).toEqual([null, ['IdempotencyConflict']]);
  });

  test('receipts of a message list the people who were members when it was sent', async () => {
    const id = await chat.open(ada, ben, cleo);
    await send(ada, id, 'one');
    await send(ada, id, 'two');
    at = new Date(at.getTime() + 1_000);
    const dora = chat.person();
    chat.befriend(ada, dora);
    await chat.run(ada, ADD, { input: { conversationId: id, userIds: [dora] } });
    await chat.run(ben, MARK, { input: { conversationId: id, sequence: 1 } });
    await chat.run(cleo, DELIVERED, { input: { conversationId: id, sequence: 2 } });
    const reached = async (first: number | null = null) => {
      const { messages } = await chat.run(dora, REACHED, { id, first });
      return messages.edges.map(({ node: { readBy, deliveredTo } }: Answer) =>
        [readBy, deliveredTo].map(({ totalCount, users }) => [totalCount, users.map((user: Answer) => user.id)]),
      );
    };
    const both = [2, [ben, cleo].sort()];
    expect(await reached()).toEqual([
      [[1, [ben]], both],
      [
        [0, []],
        [1, [cleo]],
      ],
    ]);
    await chat.run(cleo, MARK, { input: { conversationId: id, sequence: 1 } });
    expect((await reached(1))[0][0]).toEqual([2, [[ben, cleo].sort()[0]]]);
    for (const first of [0, -1, 101]) expect(await chat.codeOf(ada, REACHED, { id, first })).toBe('BAD_USER_INPUT');

    const room = await openRoom(ada, `Open to ${ada}`);
    await send(ada, room, 'hello');
    const open = await chat.run(ada, REACHED, { id: room });
    expect(open.messages.edges[0].node).toEqual({
      readBy: { totalCount: 0, users: [] },
      deliveredTo: { totalCount: 0, users: [] },
    });
  });
});
