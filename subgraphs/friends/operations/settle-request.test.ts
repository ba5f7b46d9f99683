import { expect, test } from '@jest/globals';
import { fault } from '../../../runtime/executor/faults.ts';
import { exampleFriendship, exampleRequest, INVALID_IDS } from '../../../tests/example-friendship.ts';
import { acceptFriendRequest } from './accept-friend-request.ts';
import { cancelFriendRequest } from './cancel-friend-request.ts';
import { rejectFriendRequest } from './reject-friend-request.ts';

const OPERATIONS = [
  ['accepting', acceptFriendRequest],
  ['rejecting', rejectFriendRequest],
  ['cancelling', cancelFriendRequest],
] as const;

test.each(OPERATIONS)(
  '%s a request that does not exist, or is hidden, is refused as not found',
  async (_, operation) => {
    const world = exampleFriendship({}, 'usr_bob');
    world.requests.load.mockResolvedValue(null);

    expect(await operation(world, { requestId: 'frq_9' })).toMatchObject({ refusal: { __typename: 'NotFound' } });
    expect(world.requests.load).toHaveBeenCalledWith('frq_9');
    expect(world.store.lockRelationship).not.toHaveBeenCalled();
  },
);

test.each(
  OPERATIONS.flatMap(([name, operation]) =>
    INVALID_IDS.map(([what, requestId]) => [name, what, requestId, operation] as const),
  ),
)('%s by %s is refused before anything is read', async (_, __, requestId, operation) => {
  const world = exampleFriendship({ request: exampleRequest() }, 'usr_bob');

  // as: what a client may send against the schema.
  expect(await operation(world, { requestId } as { requestId: string })).toMatchObject({
    refusal: { __typename: 'InvalidInput', path: ['input', 'requestId'] },
  });
  expect(world.requests.load).not.toHaveBeenCalled();
});

const SIDES = [
  ['accepting', acceptFriendRequest, 'usr_bob', 'usr_ada', 'ACCEPTED'],
  ['rejecting', rejectFriendRequest, 'usr_bob', 'usr_ada', 'REJECTED'],
  ['cancelling', cancelFriendRequest, 'usr_ada', 'usr_bob', 'CANCELLED'],
] as const;

test.each(SIDES)(
  '%s by nickname settles the request between the two',
  async (_, operation, viewerId, otherId, status) => {
    const world = exampleFriendship({ request: exampleRequest() }, viewerId);
    world.ask.mockResolvedValue({ profileByNickname: { user: { id: otherId } } });

    expect(await operation(world, { nickname: ' friend ' })).toMatchObject({
      ok: true,
      value: { id: 'frq_1', status },
    });
    expect(world.ask).toHaveBeenCalledWith('profile', expect.any(String), { nickname: 'friend' }, world.caller);
    expect(world.repository.relationships).toHaveBeenCalledWith(viewerId, [otherId]);
    expect(world.stored()).toMatchObject({ request: { status } });
  },
);

test.each(
  SIDES.flatMap(([name, operation, viewerId, otherId]) => [
    [name, 'of nobody', operation, viewerId, null, {}, 'NotFound'] as const,
    [name, 'of oneself', operation, viewerId, viewerId, {}, 'NotFound'] as const,
    [name, 'of a person without a request', operation, viewerId, otherId, { request: null }, 'NotFound'] as const,
    [
      name,
      'of a person on the other side of the request',
      operation,
      viewerId,
      otherId,
      { request: exampleRequest({ senderId: 'usr_bob', receiverId: 'usr_ada' }) },
      'NotPermitted',
    ] as const,
  ]),
)('%s by the nickname %s is refused, and nothing is stored', async (_, __, operation, viewerId, found, state, type) => {
  const world = exampleFriendship({ request: exampleRequest(), ...state }, viewerId);
  world.ask.mockResolvedValue({ profileByNickname: found === null ? null : { user: { id: found } } });

  expect(await operation(world, { nickname: 'friend' })).toMatchObject({
    refusal: { __typename: type, path: ['input', 'nickname'] },
  });
  expect(world.stored()).toBeUndefined();
});

test.each(OPERATIONS)('%s by both an id and a nickname is refused before anything is read', async (_, operation) => {
  const world = exampleFriendship({ request: exampleRequest() }, 'usr_bob');

  expect(await operation(world, { requestId: 'frq_1', nickname: 'ada' })).toMatchObject({
    refusal: { __typename: 'InvalidInput', path: ['input'] },
  });
  expect(world.requests.load).not.toHaveBeenCalled();
  expect(world.ask).not.toHaveBeenCalled();
});

test.each(OPERATIONS)('%s by nickname fails while profile cannot be asked', async (_, operation) => {
  const world = exampleFriendship({ request: exampleRequest() }, 'usr_bob');
  world.ask.mockRejectedValue(fault('UNAVAILABLE', 'away'));

  await expect(operation(world, { nickname: 'ada' })).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
});

test.each(OPERATIONS)('%s requires a viewer', async (_, operation) => {
  await expect(operation(exampleFriendship({}, null), { requestId: 'frq_1' })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
