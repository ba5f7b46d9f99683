import { expect, jest, test } from '@jest/globals';
import { fault } from '../../../runtime/executor/faults.ts';
import type { Leases } from '../../../runtime/live/leases.ts';
import { AT, exampleConversation, exampleMessage, exampleNeeds } from '../../../tests/example-conversation.ts';
import type { ChatStore, ConversationMember, Message, NamedMessage } from '../repository/index.ts';
import { MAX_TEXT_LENGTH } from './message-content.ts';
import { sendMessage } from './send-message.ts';

const ANSWERABLE: readonly Message[] = [
  exampleMessage({ id: 'msg_7', sequence: 7 }),
  exampleMessage({ id: 'msg_elsewhere', conversationId: 'cnv_2' }),
  exampleMessage({ id: 'msg_deleted', deletedAt: AT, text: '' }),
];
const exampleMember: Omit<ConversationMember, 'userId'> = {
  conversationId: 'cnv_1',
  role: 'MEMBER',
  joinedAt: AT,
  joinedChange: 1,
  readSequence: 0,
  deliveredSequence: 0,
};
const first = exampleMessage({ clientMessageId: 'one' });
const ben = { ...exampleMember, userId: 'usr_ben' };

function worldOf(
  conversation = exampleConversation(),
  { before = null, stored = first }: { before?: NamedMessage | null; stored?: Message | null } = {},
) {
  return {
    ...exampleNeeds(conversation),
    // as: only its name is read, by the signals of this test.
    messageLog: { name: 'chat.messages' } as never,
    leases: { release: jest.fn<Leases['release']>(async () => undefined) },
    limitPerConversation: <Value>(_: string, work: () => Promise<Value>) => work(),
    messages: { load: jest.fn(async (id: string) => ANSWERABLE.find((message) => message.id === id) ?? null) },
    repository: {
      addMessage: jest.fn<ChatStore['addMessage']>(async () => stored),
      findByClientMessageId: jest.fn<ChatStore['findByClientMessageId']>(async () => before),
      takeTurn: jest.fn<ChatStore['takeTurn']>(async () => 0),
      members: jest.fn<ChatStore['members']>(async (_, userIds) =>
        [ben].filter(({ userId }) => userIds.includes(userId)),
      ),
    },
  };
}

test.each([
  ['an unknown conversation', { conversationId: 'cnv_2', text: 'hello' }, {}, 'NotFound', 'conversationId'],
  ['a room that was not joined', { text: 'hello' }, { kind: 'ROOM', role: null }, 'NotFound', 'conversationId'],
  [
    'a blocked pair',
    { text: 'hello' },
    { kind: 'DIRECT', otherUserId: 'usr_ben', isBlocked: true },
    'NotPermitted',
    'conversationId',
  ],
  [
    'a person whose account is deleted',
    { text: 'hello' },
    { kind: 'DIRECT', otherUserId: null, hasContact: false },
    'NotPermitted',
    'conversationId',
  ],
  [
    'a pair without contact',
    { text: 'hello' },
    { kind: 'DIRECT', otherUserId: 'usr_ben', hasContact: false },
    'ConversationReadOnly',
    'conversationId',
  ],
  ['blank text', { text: ' \n' }, {}, 'InvalidInput', 'text'],
  ['overlong text', { text: 'x'.repeat(MAX_TEXT_LENGTH + 1) }, {}, 'InvalidInput', 'text'],
  ['overlong text of emoji', { text: '😀'.repeat(MAX_TEXT_LENGTH + 1) }, {}, 'InvalidInput', 'text'],
  ['text of which nobody sees anything', { text: '\u3164\u200d' }, {}, 'InvalidInput', 'text'],
  ['text with NUL', { text: 'a\u0000' }, {}, 'InvalidInput', 'text'],
  ['an empty name', { text: 'hello', clientMessageId: '' }, {}, 'InvalidInput', 'clientMessageId'],
  ['a file of nobody', { attachmentIds: ['fil_1', 'fil_2'] }, {}, 'MediaUnavailable', 'attachmentIds'],
  ['a file that is being processed', { attachmentIds: ['fil_new'] }, {}, 'MediaNotReady', 'attachmentIds'],
  ['a file twice', { attachmentIds: ['fil_1', 'fil_1'] }, {}, 'InvalidInput', 'attachmentIds'],
  [
    'a crowd of files',
    { attachmentIds: Array.from({ length: 11 }, (_, nth) => `fil_${nth}`) },
    {},
    'InvalidInput',
    'attachmentIds',
  ],
  ['neither text nor files', { attachmentIds: [] }, {}, 'InvalidInput', 'text'],
  [
    'a crowd of mentions',
    { text: 'hello', mentionedUserIds: Array(51).fill('usr_ben') },
    {},
    'InvalidInput',
    'mentionedUserIds',
  ],
  [
    'the mention of a stranger',
    { text: 'hello', mentionedUserIds: ['usr_ben', 'usr_cleo'] },
    {},
    'InvalidInput',
    'mentionedUserIds',
  ],
  ['the answer to nothing', { text: 'hello', replyToId: 'msg_none' }, {}, 'NotFound', 'replyToId'],
  ['an answer across conversations', { text: 'hello', replyToId: 'msg_elsewhere' }, {}, 'NotFound', 'replyToId'],
  ['the answer to a tombstone', { text: 'hello', replyToId: 'msg_deleted' }, {}, 'NotFound', 'replyToId'],
  ['no input', { text: 7 }, {}, 'InvalidInput', 'text'],
] as const)('%s is refused, and nothing is stored or announced', async (_, input, state, __typename, path) => {
  const world = worldOf(exampleConversation(state));

  const sent = await sendMessage(world, { conversationId: 'cnv_1', ...input });

  expect(sent).toMatchObject({ ok: false, refusal: { __typename, path: ['input', path] } });
  expect(world.repository.addMessage).not.toHaveBeenCalled();
  expect(world.streams.announce).not.toHaveBeenCalled();
  expect(world.signals.notify).not.toHaveBeenCalled();
  expect(world.leases.release).not.toHaveBeenCalled();
});

test('what is sent is normalised, stored once and announced', async () => {
  const world = worldOf();

  expect(await sendMessage(world, { conversationId: 'cnv_1', text: ' e\u0301 ' })).toEqual({ ok: true, value: first });
  expect(world.repository.addMessage).toHaveBeenCalledTimes(1);
  expect(world.repository.addMessage).toHaveBeenCalledWith(
    expect.objectContaining({ text: '\u00e9', authorId: 'usr_ada', clientMessageId: null, sentAt: AT }),
  );
  expect(world.streams.announce).toHaveBeenCalledTimes(1);
});

test('who has sent a message types no more, and a message is sent while live state is away', async () => {
  const world = worldOf();
  world.leases.release.mockRejectedValueOnce(fault('UNAVAILABLE', 'away'));

  expect(await sendMessage(world, { conversationId: 'cnv_1', text: 'hello' })).toMatchObject({ ok: true });
  expect(world.leases.release).toHaveBeenCalledWith('typing', 'cnv_1', 'usr_ada');
});

test('a message is measured in code points, and directions end with it', async () => {
  const world = worldOf();

  const input = { conversationId: 'cnv_1', text: `\u202e${'😀'.repeat(MAX_TEXT_LENGTH - 2)}` };
  expect(await sendMessage(world, input)).toMatchObject({ ok: true });
  expect(world.repository.addMessage).toHaveBeenCalledWith(
    expect.objectContaining({ text: `\u202e${'😀'.repeat(MAX_TEXT_LENGTH - 2)}\u202c` }),
  );
});

test('what a message answers and whom it names is stored with it, and compared when it is repeated', async () => {
  const world = worldOf();
  const sent = { text: 'hello', clientMessageId: 'one', replyToId: 'msg_7', mentionedUserIds: ['usr_ben'] };

  expect(await sendMessage(world, { conversationId: 'cnv_1', ...sent })).toMatchObject({ ok: true });
  const input = { text: 'hello', replyToId: 'msg_7', mentionedUserIds: ['usr_ben'], attachmentIds: [] };
  expect(world.repository.findByClientMessageId).toHaveBeenCalledWith('cnv_1', 'usr_ada', 'one', input);
  expect(world.repository.addMessage).toHaveBeenCalledWith(expect.objectContaining({ input, replyToSequence: 7 }));
});

test('files are sent without a text, and the work of recording them is signalled', async () => {
  const world = worldOf();

  expect(await sendMessage(world, { conversationId: 'cnv_1', attachmentIds: ['fil_1'] })).toMatchObject({ ok: true });
  const input = { text: '', replyToId: null, mentionedUserIds: [], attachmentIds: ['fil_1'] };
  expect(world.repository.addMessage).toHaveBeenCalledWith(expect.objectContaining({ text: '', input }));
  expect(world.signals.notify).toHaveBeenCalledWith('chat.work', {});
});

test('a repeat gives the first message, also to a pair that was blocked since, and announces nothing', async () => {
  const world = worldOf(exampleConversation({ kind: 'DIRECT', isBlocked: true }), {
    before: { message: first, isSame: true },
  });
  const again = { conversationId: 'cnv_1', text: 'hello', clientMessageId: 'one' };

  expect(await sendMessage(world, again)).toEqual({ ok: true, value: first });
  world.repository.findByClientMessageId.mockResolvedValueOnce({ message: first, isSame: false });
  expect(await sendMessage(world, { ...again, text: 'other' })).toMatchObject({
    ok: false,
    refusal: { __typename: 'IdempotencyConflict', path: ['input', 'clientMessageId'] },
  });
  expect(world.repository.addMessage).not.toHaveBeenCalled();
  expect(world.streams.announce).not.toHaveBeenCalled();
});

test('a repeat gives the first message while the conversation can be written to, without reading it first', async () => {
  const world = worldOf(exampleConversation(), { before: { message: first, isSame: true } });
  world.repository.addMessage.mockRejectedValue(Object.assign(new Error('taken'), { code: 'P2002' }));

  const again = { conversationId: 'cnv_1', text: 'hello', clientMessageId: 'one' };
  expect(await sendMessage(world, again)).toEqual({ ok: true, value: first });
  expect(world.repository.addMessage).toHaveBeenCalledTimes(1);
  expect(world.repository.findByClientMessageId).toHaveBeenCalledTimes(1);
  expect(world.streams.announce).not.toHaveBeenCalled();

  expect(await sendMessage(world, { ...again, replyToId: 'msg_deleted' })).toEqual({ ok: true, value: first });
  expect(world.repository.addMessage).toHaveBeenCalledTimes(1);
});

test('who loses a race of the same name gets what the winner sent', async () => {
  const world = worldOf();
  world.repository.addMessage.mockRejectedValueOnce(Object.assign(new Error('taken'), { code: 'P2002' }));
  world.repository.findByClientMessageId
    .mockResolvedValueOnce(null)
    .mockResolvedValueOnce({ message: first, isSame: true });

  const answer = { text: 'hello', clientMessageId: 'one', replyToId: 'msg_7' };
  const sent = await sendMessage(world, { conversationId: 'cnv_1', ...answer });

  expect(sent).toEqual({ ok: true, value: first });
  expect(world.streams.announce).not.toHaveBeenCalled();
});

test('who was removed meanwhile is refused like a stranger; a failing database is no refusal', async () => {
  const removed = worldOf(exampleConversation(), { stored: null });
  expect(await sendMessage(removed, { conversationId: 'cnv_1', text: 'hello' })).toMatchObject({
    refusal: { __typename: 'NotFound' },
  });
  expect(removed.streams.announce).not.toHaveBeenCalled();

  const failing = worldOf();
  failing.repository.addMessage.mockRejectedValueOnce(new Error('away'));
  await expect(sendMessage(failing, { conversationId: 'cnv_1', text: 'hello' })).rejects.toThrow('away');
});
