import { expect, jest, test } from '@jest/globals';
import { fault } from '../../../runtime/executor/faults.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { AT, exampleConversation, exampleNeeds } from '../../../tests/example-conversation.ts';
import type { ChatStore, Conversation } from '../repository/index.ts';
import { createRoom, joinRoom, leaveRoom, roomKeyOf } from './enter-room.ts';

const room = exampleConversation({ kind: 'ROOM', title: 'Lobby', role: null });

function worldOf({
  found = room,
  free = true,
  opener = null,
}: {
  found?: Conversation | null;
  free?: boolean;
  opener?: string | null;
} = {}) {
  const store = {
    addConversation: jest.fn<ChatStore['addConversation']>(async () => free),
    addMembers: jest.fn(async () => []),
    removeMember: jest.fn<ChatStore['removeMember']>(async () => true),
  };
  return {
    ...exampleNeeds(room),
    store,
    // as: only their names are read, by the signals of this test.
    messageLog: { name: 'chat.messages' } as never,
    changeLog: { name: 'chat.conversation-changes' } as never,
    repository: {
      room: jest.fn(async (_viewerId: string, _key: string) => found),
      openerOfFriendsRoom: jest.fn(async () => opener),
      // as: the operations use only this part of the store.
      transaction: <Value>(work: (inside: never, sql: never) => Promise<Value>) =>
        work(store as never, undefined as never),
    },
  };
}

test.each([
  ['a blank name', createRoom, '  ', {}, 'InvalidInput'],
  ['too long a name', createRoom, 'x'.repeat(81), {}, 'InvalidInput'],
  ['a name of two lines', createRoom, 'a\nb', {}, 'InvalidInput'],
  ['a name that mixes scripts', createRoom, 'Lоbby', {}, 'InvalidInput'],
  ['a name that speaks for the operators', createRoom, 'Official Suррort', {}, 'InvalidInput'],
  ['a name that speaks for the operators in digits', createRoom, 'Adm1n', {}, 'InvalidInput'],
  ['the id of a stream', createRoom, newId('str', AT), {}, 'RoomNameTaken'],
  ['a blank room', joinRoom, '', {}, 'InvalidInput'],
  ['an unknown room to join', joinRoom, 'Nowhere', { found: null }, 'NotFound'],
  ['an unknown room to leave', leaveRoom, 'Nowhere', { found: null }, 'NotFound'],
] as const)('%s is refused, and nothing is stored or announced', async (_, operation, name, state, __typename) => {
  const world = worldOf(state);

  expect(await operation(world, { name })).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', 'name'] },
  });
  for (const method of Object.values(world.store)) expect(method).not.toHaveBeenCalled();
  expect(world.streams.announce).not.toHaveBeenCalled();
});

test('a name in use is refused', async () => {
  expect(await createRoom(worldOf({ free: false }), { name: 'Lobby' })).toMatchObject({
    ok: false,
    refusal: { __typename: 'RoomNameTaken' },
  });
});

test('names are compared without regard to case and to the form of letters', () => {
  expect(new Set(['Lobby', 'LOBBY', ' lobby ', 'Ｌｏｂｂｙ'].map(roomKeyOf))).toEqual(new Set(['lobby']));
});

test('a name is stored with what it looks like', async () => {
  const world = worldOf();
  await createRoom(world, { name: `${'😀'.repeat(77)} Go` });
  expect(world.store.addConversation).toHaveBeenCalledWith(
    expect.objectContaining({ title: `${'😀'.repeat(77)} Go`, titleSkeleton: `${'😀'.repeat(77)} g0` }),
  );
});

test('a room whose name would not be taken today is joined and left all the same', async () => {
  const world = worldOf();
  for (const enter of [joinRoom, leaveRoom])
    expect(await enter(world, { name: 'Lоbby\u200b' })).toMatchObject({ ok: true });
  expect(world.repository.room).toHaveBeenCalledWith('usr_ada', 'lоbby\u200b');
});

test('the room of a stream for friends is refused like none, after friends was asked', async () => {
  const world = worldOf({ found: null, opener: 'usr_host' });

  expect(await joinRoom(world, { name: 'str_1' })).toMatchObject({ refusal: { __typename: 'NotFound' } });
  expect(world.ask).toHaveBeenCalledWith(
    'friends',
    expect.stringContaining('relationships'),
    { userId: 'usr_ada', otherIds: ['usr_host'] },
    expect.objectContaining({ service: 'chat' }),
  );
  expect(world.store.addMembers).not.toHaveBeenCalled();
});

test.each([
  ['a friend whom the copy does not have yet', { areFriends: true, blocked: false }],
  ['anybody while friends cannot be asked', null],
])('%s may try again', async (_, relationship) => {
  const world = worldOf({ found: null, opener: 'usr_host' });
  if (relationship === null) world.ask.mockRejectedValue(fault('UNAVAILABLE', 'away'));
  else world.ask.mockResolvedValue({ relationships: [relationship] });

  await expect(joinRoom(world, { name: 'str_1' })).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
  expect(world.store.addMembers).not.toHaveBeenCalled();
});

test('a friend on either side of a block is refused, and friends is not asked about a room that does not exist', async () => {
  const blocked = worldOf({ found: null, opener: 'usr_host' });
  blocked.ask.mockResolvedValue({ relationships: [{ areFriends: true, blocked: true }] });
  expect(await joinRoom(blocked, { name: 'str_1' })).toMatchObject({ refusal: { __typename: 'NotFound' } });

  const none = worldOf({ found: null });
  expect(await joinRoom(none, { name: 'Nowhere' })).toMatchObject({ refusal: { __typename: 'NotFound' } });
  expect(none.ask).not.toHaveBeenCalled();
});

test('who leaves is checked anew wherever they follow the room', async () => {
  const world = worldOf();
  await leaveRoom(world, { name: 'Lobby' });
  expect(world.store.removeMember).toHaveBeenCalledWith('cnv_1', 'usr_ada', AT);
  expect(world.signals.notify).toHaveBeenCalledWith('chat.access:cnv_1');
});
