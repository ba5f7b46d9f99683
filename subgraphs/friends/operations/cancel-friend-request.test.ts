import { expect, test } from '@jest/globals';
import { exampleFriendship, exampleRequest, SINCE_AT } from '../../../tests/example-friendship.ts';
import { cancelFriendRequest } from './cancel-friend-request.ts';

const INPUT = { requestId: 'frq_1' };

test('the sender cancels an open request', async () => {
  const world = exampleFriendship({ request: exampleRequest() });

  expect(await cancelFriendRequest(world, INPUT)).toMatchObject({
    ok: true,
    value: { id: 'frq_1', status: 'CANCELLED' },
  });
  expect(world.stored()).toMatchObject({ request: { status: 'CANCELLED' }, friendship: null });
});

test('cancelling again gives the same request and stores nothing', async () => {
  const world = exampleFriendship({ request: exampleRequest({ status: 'CANCELLED' }) });

  expect(await cancelFriendRequest(world, INPUT)).toMatchObject({ ok: true, value: { id: 'frq_1' } });
  expect(world.stored()).toBeUndefined();
});

test.each([
  ['a request of somebody else', 'usr_bob', 'REQUESTED', {}, 'NotPermitted'],
  ['an accepted request', 'usr_ada', 'ACCEPTED', { friendship: SINCE_AT }, 'RequestSettled'],
  ['a rejected request', 'usr_ada', 'REJECTED', {}, 'RequestSettled'],
] as const)('cancelling %s is refused, and nothing is stored', async (_, viewerId, status, state, __typename) => {
  const world = exampleFriendship({ ...state, request: exampleRequest({ status }) }, viewerId);

  expect(await cancelFriendRequest(world, INPUT)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', 'requestId'] },
  });
  expect(world.stored()).toBeUndefined();
  expect(world.streams.announce).not.toHaveBeenCalled();
});
