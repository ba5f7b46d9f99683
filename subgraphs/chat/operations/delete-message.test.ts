import { expect, test } from '@jest/globals';
import { AT } from '../../../tests/example-conversation.ts';
import { DELETED, expectUnchanged, type LockedState, lockedMessage } from '../../../tests/locked-message.ts';
import { deleteMessage } from './delete-message.ts';

const INPUT = { messageId: 'msg_1' };

test.each<[string, LockedState]>([
  ['one’s own message', {}],
  ['another’s message, by an admin of the group', { role: 'ADMIN', message: { authorId: 'usr_ben' } }],
  ['another’s message, by the owner of the room', { kind: 'ROOM', role: 'OWNER', message: { authorId: 'usr_ben' } }],
])('deleting %s erases it and publishes the change once', async (_, state) => {
  const world = lockedMessage(state);

  expect(await deleteMessage(world, INPUT)).toMatchObject({ ok: true, value: { id: 'msg_1' } });
  expect(world.changes.eraseMessage).toHaveBeenCalledWith(expect.objectContaining({ id: 'msg_1' }), AT);
  expect(world.changes.appendMessageChange.mock.calls).toEqual([
    [expect.objectContaining({ id: 'msg_1' }), 'MESSAGE_DELETED', 'usr_ada', AT],
  ]);
  expect(world.streams.announce).toHaveBeenCalledWith(world.changeLog, 'cnv_1');
});

test.each<[string, LockedState]>([
  ['another’s message, by a plain member', { message: { authorId: 'usr_ben' } }],
  ['the other’s message in a pair', { kind: 'DIRECT', role: 'OWNER', message: { authorId: 'usr_ben' } }],
])('deleting %s is refused, and nothing changes', async (_, state) => {
  const world = lockedMessage(state);

  expect(await deleteMessage(world, INPUT)).toMatchObject({
    ok: false,
    refusal: { __typename: 'NotPermitted', path: ['input', 'messageId'] },
  });
  expectUnchanged(world);
});

test('deleting a tombstone changes nothing', async () => {
  const world = lockedMessage(DELETED);

  expect(await deleteMessage(world, INPUT)).toMatchObject({ ok: true });
  expectUnchanged(world);
});
