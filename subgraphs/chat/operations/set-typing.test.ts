import { expect, jest, test } from '@jest/globals';
import type { Leases } from '../../../runtime/live/leases.ts';
import { exampleConversation, exampleNeeds } from '../../../tests/example-conversation.ts';
import { setTyping, TYPING_TTL_MS } from './set-typing.ts';

const worldOf = (conversation = exampleConversation()) => ({
  ...exampleNeeds(conversation),
  leases: {
    hold: jest.fn<Leases['hold']>(async () => undefined),
    release: jest.fn<Leases['release']>(async () => undefined),
  },
});

test.each([
  ['an unknown conversation', { conversationId: 'cnv_2' }, {}, 'NotFound'],
  ['a room that was not joined', {}, { kind: 'ROOM', role: null }, 'NotFound'],
  ['a blocked pair', {}, { kind: 'DIRECT', isBlocked: true }, 'NotPermitted'],
  ['a pair without contact', {}, { kind: 'DIRECT', otherUserId: 'usr_ben', hasContact: false }, 'ConversationReadOnly'],
  ['no answer', { isTyping: 'perhaps' }, {}, 'InvalidInput'],
] as const)('%s is refused, and nothing is signalled', async (_, input, state, __typename) => {
  const world = worldOf(exampleConversation(state));

  const outcome = await setTyping(world, { conversationId: 'cnv_1', isTyping: true, ...input });

  expect(outcome).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.leases.hold).not.toHaveBeenCalled();
});

test('typing is a lease of six seconds, and stopping gives it back', async () => {
  const world = worldOf();

  await setTyping(world, { conversationId: 'cnv_1', isTyping: true });
  expect(world.leases.hold).toHaveBeenCalledWith('typing', 'cnv_1', 'usr_ada', TYPING_TTL_MS);
  await setTyping(world, { conversationId: 'cnv_1', isTyping: false });
  expect(world.leases.release).toHaveBeenCalledWith('typing', 'cnv_1', 'usr_ada');
});
