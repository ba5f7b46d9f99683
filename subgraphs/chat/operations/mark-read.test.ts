import { expect, jest, test } from '@jest/globals';
import { exampleConversation, exampleNeeds } from '../../../tests/example-conversation.ts';
import { markConversationRead, markDelivered } from './mark-read.ts';

function worldOf(conversation = exampleConversation(), moved = true) {
  return {
    ...exampleNeeds(conversation),
    // as: only its name is read, by the signals of this test.
    inboxLog: { name: 'chat.inbox' } as never,
    repository: { markRead: jest.fn(async () => moved), markDelivered: jest.fn(async () => moved) },
  };
}

const marks = { markConversationRead, markDelivered } as const;
const names = Object.keys(marks) as (keyof typeof marks)[];

test.each(
  names.flatMap((name) => [
    [name, 'an unknown conversation', { conversationId: 'cnv_2', sequence: 1 }, 'NotFound'] as const,
    [name, 'a negative sequence', { conversationId: 'cnv_1', sequence: -1 }, 'InvalidInput'] as const,
    [name, 'half a sequence', { conversationId: 'cnv_1', sequence: 1.5 }, 'InvalidInput'] as const,
  ]),
)('%s refuses %s, and nothing is stored or announced', async (name, _, input, __typename) => {
  const world = worldOf();

  expect(await marks[name](world, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.repository.markRead).not.toHaveBeenCalled();
  expect(world.repository.markDelivered).not.toHaveBeenCalled();
  expect(world.signals.notify).not.toHaveBeenCalled();
  expect(world.streams.announce).not.toHaveBeenCalled();
});

test('a mark in a room that was not joined is refused', async () => {
  const world = worldOf(exampleConversation({ kind: 'ROOM', role: null }));
  expect(await markConversationRead(world, { conversationId: 'cnv_1', sequence: 1 })).toMatchObject({ ok: false });
});

test('reading signals the reader’s devices and those who watch receipts, when the mark has moved', async () => {
  const world = worldOf();
  await markConversationRead(world, { conversationId: 'cnv_1', sequence: 2 });
  expect(world.streams.announce).toHaveBeenCalledWith(expect.anything(), 'usr_ada');
  expect(world.signals.notify).toHaveBeenCalledWith('chat.receipts:cnv_1', { userId: 'usr_ada' });

  const still = worldOf(exampleConversation(), false);
  await markConversationRead(still, { conversationId: 'cnv_1', sequence: 1 });
  await markDelivered(still, { conversationId: 'cnv_1', sequence: 1 });
  expect(still.streams.announce).not.toHaveBeenCalled();
  expect(still.signals.notify).not.toHaveBeenCalled();
});
