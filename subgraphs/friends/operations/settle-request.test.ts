import { expect, test } from '@jest/globals';
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

test.each(OPERATIONS)('%s requires a viewer', async (_, operation) => {
  await expect(operation(exampleFriendship({}, null), { requestId: 'frq_1' })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
