import { expect, test } from '@jest/globals';
import { exampleFriendship, INVALID_IDS, SINCE_AT } from '../../../tests/example-friendship.ts';
import { removeFriend } from './remove-friend.ts';

const BOB = { userId: 'usr_bob' };

test('removing a friend ends the friendship', async () => {
  const world = exampleFriendship({ friendship: SINCE_AT });

  expect(await removeFriend(world, BOB)).toEqual({ ok: true, value: { id: 'usr_bob' } });
  expect(world.stored()).toMatchObject({ friendship: null });
});

test.each([
  ['oneself', 'usr_ada', { friendship: SINCE_AT }],
  ['a stranger', 'usr_bob', {}],
] as const)('removing %s is refused, and nothing is locked or stored', async (_, userId, state) => {
  const world = exampleFriendship(state);

  expect(await removeFriend(world, { userId })).toMatchObject({
    ok: false,
    refusal: { __typename: 'NotFriends', path: ['input', 'userId'] },
  });
  expect(world.store.lockRelationship).not.toHaveBeenCalled();
});

test('a friendship that ends before the lock is refused like none', async () => {
  const world = exampleFriendship({ friendship: SINCE_AT });
  world.store.lockRelationship.mockResolvedValue({ ...(await world.store.lockRelationship()), friendship: null });

  expect(await removeFriend(world, BOB)).toMatchObject({ refusal: { __typename: 'NotFriends' } });
  expect(world.stored()).toBeUndefined();
});

test.each(INVALID_IDS)('%s is refused before anything is read', async (_, userId) => {
  const world = exampleFriendship({ friendship: SINCE_AT });

  // as: what a client may send against the schema.
  expect(await removeFriend(world, { userId } as typeof BOB)).toMatchObject({
    refusal: { __typename: 'InvalidInput', path: ['input', 'userId'] },
  });
  expect(world.repository.relationships).not.toHaveBeenCalled();
});

test('a friend is removed by nickname', async () => {
  const world = exampleFriendship({ friendship: SINCE_AT });
  world.ask.mockResolvedValue({ profileByNickname: { user: { id: 'usr_bob' } } });

  expect(await removeFriend(world, { nickname: 'bob' })).toEqual({ ok: true, value: { id: 'usr_bob' } });
  expect(world.stored()).toMatchObject({ friendship: null });
});

test.each([
  ['of nobody', null, { friendship: SINCE_AT }],
  ['of oneself', { user: { id: 'usr_ada' } }, { friendship: SINCE_AT }],
  ['of a stranger', { user: { id: 'usr_bob' } }, {}],
] as const)(
  'the nickname %s is refused like a stranger, and nothing is locked',
  async (_, profileByNickname, state) => {
    const world = exampleFriendship(state);
    world.ask.mockResolvedValue({ profileByNickname });

    expect(await removeFriend(world, { nickname: 'bob' })).toMatchObject({
      refusal: { __typename: 'NotFriends', path: ['input', 'nickname'] },
    });
    expect(world.store.lockRelationship).not.toHaveBeenCalled();
  },
);

test('an id and a nickname together are refused', async () => {
  expect(await removeFriend(exampleFriendship(), { userId: 'usr_bob', nickname: 'bob' })).toMatchObject({
    refusal: { __typename: 'InvalidInput', path: ['input'] },
  });
});

test('removing a friend requires a viewer', async () => {
  await expect(removeFriend(exampleFriendship({}, null), BOB)).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
