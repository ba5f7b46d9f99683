import { expect, test } from '@jest/globals';
import { expectUnchanged, type LockedState, lockedMessage } from '../../../tests/locked-message.ts';
import { deleteMessage } from './delete-message.ts';
import { editMessage } from './edit-message.ts';
import { pinMessage, unpinMessage } from './pin-message.ts';
import { addReaction, removeReaction } from './react-to-message.ts';

type World = ReturnType<typeof lockedMessage>;

const OPERATIONS = {
  edit: (world: World, more = {}) => editMessage(world, { messageId: 'msg_1', text: 'other', ...more }),
  delete: (world: World, more = {}) => deleteMessage(world, { messageId: 'msg_1', ...more }),
  react: (world: World, more = {}) => addReaction(world, { messageId: 'msg_1', emoji: '👍', ...more }),
  unreact: (world: World, more = {}) => removeReaction(world, { messageId: 'msg_1', emoji: '👍', ...more }),
  pin: (world: World, more = {}) => pinMessage(world, { messageId: 'msg_1', ...more }),
  unpin: (world: World, more = {}) => unpinMessage(world, { messageId: 'msg_1', ...more }),
} as const;
type Name = keyof typeof OPERATIONS;
// as: the keys of a constant.
const NAMES = Object.keys(OPERATIONS) as Name[];

/** What every operation refuses alike. */
const common = (name: Name): readonly [Name, string, LockedState, object, string][] => [
  [name, 'of an unknown message', {}, { messageId: 'msg_none' }, 'NotFound'],
  [name, 'of no message', {}, { messageId: 7 }, 'InvalidInput'],
  [name, 'by who has left', { role: null }, {}, 'NotFound'],
  [name, 'in a room that was not joined', { role: null, kind: 'ROOM' }, {}, 'NotPermitted'],
  [name, 'of a blocked pair', { kind: 'DIRECT', isBlocked: true }, {}, 'NotPermitted'],
];

test.each(NAMES.flatMap(common))('%s %s is refused, and nothing changes', async (name, _, state, input, __typename) => {
  const world = lockedMessage(state);
  expect(await OPERATIONS[name](world, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expectUnchanged(world);
});

test.each(NAMES.filter((name) => name !== 'delete'))('%s is refused where the two have no contact', async (name) => {
  const world = lockedMessage({
    kind: 'DIRECT',
    conversation: { kind: 'DIRECT', otherUserId: 'usr_ben', hasContact: false },
  });

  expect(await OPERATIONS[name](world)).toMatchObject({
    refusal: { __typename: 'ConversationReadOnly', reason: 'NO_CONTACT', path: ['input', 'messageId'] },
  });
  expectUnchanged(world);
});

test('a message is deleted where the two have no contact', async () => {
  const world = lockedMessage({ kind: 'DIRECT', conversation: { kind: 'DIRECT', hasContact: false } });

  expect(await OPERATIONS.delete(world)).toMatchObject({ ok: true });
  expect(world.changes.eraseMessage).toHaveBeenCalledTimes(1);
});

test('a message whose conversation is gone before the lock is refused as not found', async () => {
  const world = lockedMessage();
  world.store.lockMessage.mockResolvedValue(null);

  expect(await OPERATIONS.delete(world)).toMatchObject({ refusal: { __typename: 'NotFound' } });
  expectUnchanged(world);
});

test.each(NAMES)('%s requires a viewer', async (name) => {
  const world = { ...lockedMessage(), caller: { viewerId: null, sessionId: null, scopes: [], service: null } };
  // as: a visitor in place of a viewer.
  await expect(OPERATIONS[name](world as unknown as World)).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
