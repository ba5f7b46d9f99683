import { expect, jest, test } from '@jest/globals';
import { AT, exampleConversation, exampleNeeds } from '../../../tests/example-conversation.ts';
import type { ChatStore, Message } from '../repository/index.ts';
import { MAX_TEXT_LENGTH, sendMessage } from './send-message.ts';

const first: Message = {
  id: 'msg_1',
  conversationId: 'cnv_1',
  sequence: 1,
  authorId: 'usr_ada',
  text: 'hello',
  clientMessageId: 'one',
  sentAt: AT,
};

function worldOf(
  conversation = exampleConversation(),
  { before = null, stored = first }: { before?: Message | null; stored?: Message | null } = {},
) {
  return {
    ...exampleNeeds(conversation),
    // as: only its name is read, by the bell of this test.
    messageLog: { name: 'chat.messages' } as never,
    inTurn: <Value>(_: string, work: () => Promise<Value>) => work(),
    repository: {
      addMessage: jest.fn<ChatStore['addMessage']>(async () => stored),
      messageNamed: jest.fn(async () => before),
    },
  };
}

test.each([
  ['an unknown conversation', { conversationId: 'cnv_2', text: 'hello' }, {}, 'NotFound', 'conversationId'],
  ['a room that was not joined', { text: 'hello' }, { kind: 'ROOM', role: null }, 'NotFound', 'conversationId'],
  ['a blocked pair', { text: 'hello' }, { kind: 'DIRECT', isBlocked: true }, 'NotPermitted', 'conversationId'],
  ['blank text', { text: ' \n' }, {}, 'InvalidInput', 'text'],
  ['overlong text', { text: 'x'.repeat(MAX_TEXT_LENGTH + 1) }, {}, 'InvalidInput', 'text'],
  ['text with NUL', { text: 'a\u0000' }, {}, 'InvalidInput', 'text'],
  ['an empty name', { text: 'hello', clientMessageId: '' }, {}, 'InvalidInput', 'clientMessageId'],
  ['no input', { text: 7 }, {}, 'InvalidInput', 'text'],
] as const)('%s is refused, and nothing is stored or announced', async (_, input, state, __typename, path) => {
  const world = worldOf(exampleConversation(state));

  const sent = await sendMessage(world, { conversationId: 'cnv_1', ...input });

  expect(sent).toMatchObject({ ok: false, refusal: { __typename, path: ['input', path] } });
  expect(world.repository.addMessage).not.toHaveBeenCalled();
  expect(world.streams.announce).not.toHaveBeenCalled();
  expect(world.bell.ring).not.toHaveBeenCalled();
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

test('a repeat gives the first message, also to a pair that was blocked since, and announces nothing', async () => {
  const world = worldOf(exampleConversation({ kind: 'DIRECT', isBlocked: true }), { before: first });
  const again = { conversationId: 'cnv_1', text: 'hello', clientMessageId: 'one' };

  expect(await sendMessage(world, again)).toEqual({ ok: true, value: first });
  expect(await sendMessage(world, { ...again, text: 'other' })).toMatchObject({
    ok: false,
    refusal: { __typename: 'IdempotencyConflict', path: ['input', 'clientMessageId'] },
  });
  expect(world.repository.addMessage).not.toHaveBeenCalled();
  expect(world.streams.announce).not.toHaveBeenCalled();
});

test('who loses a race of the same name gets what the winner sent', async () => {
  const world = worldOf();
  world.repository.addMessage.mockRejectedValueOnce(Object.assign(new Error('taken'), { code: 'P2002' }));
  world.repository.messageNamed.mockResolvedValueOnce(null).mockResolvedValueOnce(first);

  const sent = await sendMessage(world, { conversationId: 'cnv_1', text: 'hello', clientMessageId: 'one' });

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
