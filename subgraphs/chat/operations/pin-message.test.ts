import { expect, test } from '@jest/globals';
import { AT } from '../../../tests/example-conversation.ts';
import { DELETED, expectUnchanged, type LockedState, lockedMessage } from '../../../tests/locked-message.ts';
import { MAX_PINS, pinMessage, unpinMessage } from './pin-message.ts';

const OPERATIONS = [
  ['pinning', pinMessage, 'MESSAGE_PINNED'],
  ['unpinning', unpinMessage, 'MESSAGE_UNPINNED'],
] as const;
const MANAGERS: readonly [string, LockedState][] = [
  ['either of a pair', { kind: 'DIRECT', message: { authorId: 'usr_ben' } }],
  ['an admin of the group', { role: 'ADMIN' }],
  ['the owner of the room', { kind: 'ROOM', role: 'OWNER' }],
];
const INPUT = { messageId: 'msg_1' };

test.each(
  OPERATIONS.flatMap(([name, operation, kind]) =>
    MANAGERS.map(([who, state]) => [name, who, operation, kind, state] as const),
  ),
)('%s by %s publishes the change once', async (_, __, operation, kind, state) => {
  const world = lockedMessage(state);

  expect(await operation(world, INPUT)).toMatchObject({ ok: true, value: { id: 'msg_1' } });
  expect(world.changes.appendMessageChange.mock.calls).toEqual([
    [expect.objectContaining({ id: 'msg_1' }), kind, 'usr_ada', AT],
  ]);
  expect(world.streams.announce).toHaveBeenCalledWith(world.changeLog, 'cnv_1');
});

test.each(
  OPERATIONS.flatMap(([name, operation]) =>
    (['GROUP', 'ROOM'] as const).map((kind) => [name, kind, operation] as const),
  ),
)('%s by a plain member of a %s is refused, and nothing changes', async (_, kind, operation) => {
  const world = lockedMessage({ kind });

  expect(await operation(world, INPUT)).toMatchObject({
    ok: false,
    refusal: { __typename: 'NotPermitted', path: ['input', 'messageId'] },
  });
  expectUnchanged(world);
});

test('pinning a tombstone is refused, unpinning it is not', async () => {
  const world = lockedMessage({ ...DELETED, role: 'ADMIN' });

  expect(await pinMessage(world, INPUT)).toMatchObject({ refusal: { __typename: 'MessageDeleted' } });
  expectUnchanged(world);
  expect(await unpinMessage(world, INPUT)).toMatchObject({ ok: true });
});

test('a further pin is refused once there are fifty; one of theirs changes nothing', async () => {
  const world = lockedMessage({ role: 'ADMIN' });
  const others = Array.from({ length: MAX_PINS }, (_, nth) => nth + 2);
  world.store.pinnedSequences.mockResolvedValue(new Set(others));
  expect(await pinMessage(world, INPUT)).toMatchObject({ refusal: { __typename: 'PinLimitReached', limit: MAX_PINS } });

  world.store.pinnedSequences.mockResolvedValue(new Set([1, ...others.slice(1)]));
  expect(await pinMessage(world, INPUT)).toMatchObject({ ok: true });
  expectUnchanged(world);
});

test('unpinning what is not pinned publishes nothing', async () => {
  const world = lockedMessage({ role: 'OWNER' });
  world.changes.unpinMessage.mockResolvedValue(false);

  expect(await unpinMessage(world, INPUT)).toMatchObject({ ok: true });
  expect(world.changes.appendMessageChange).not.toHaveBeenCalled();
  expect(world.streams.announce).not.toHaveBeenCalled();
});
