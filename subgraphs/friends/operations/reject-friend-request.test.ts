import { expect, test } from '@jest/globals';
import { exampleFriendship, exampleRequest, SINCE_AT } from '../../../tests/example-friendship.ts';
import { rejectFriendRequest } from './reject-friend-request.ts';

const INPUT = { requestId: 'frq_1' };

test('the receiver rejects an open request, and the two stay no friends', async () => {
  const world = exampleFriendship({ request: exampleRequest() }, 'usr_bob');

  expect(await rejectFriendRequest(world, INPUT)).toMatchObject({
    ok: true,
    value: { id: 'frq_1', status: 'REJECTED' },
  });
  expect(world.stored()).toMatchObject({ request: { status: 'REJECTED' }, friendship: null });
});

test('rejecting again gives the same request and stores nothing', async () => {
  const world = exampleFriendship({ request: exampleRequest({ status: 'REJECTED' }) }, 'usr_bob');

  expect(await rejectFriendRequest(world, INPUT)).toMatchObject({ ok: true, value: { id: 'frq_1' } });
  expect(world.stored()).toBeUndefined();
});

test.each([
  ['one’s own request', 'usr_ada', 'REQUESTED', {}, 'NotPermitted'],
  ['an accepted request', 'usr_bob', 'ACCEPTED', { friendship: SINCE_AT }, 'RequestSettled'],
  ['a cancelled request', 'usr_bob', 'CANCELLED', {}, 'RequestSettled'],
] as const)('rejecting %s is refused, and nothing is stored', async (_, viewerId, status, state, __typename) => {
  const world = exampleFriendship({ ...state, request: exampleRequest({ status }) }, viewerId);

  expect(await rejectFriendRequest(world, INPUT)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', 'requestId'] },
  });
  expect(world.stored()).toBeUndefined();
  expect(world.streams.announce).not.toHaveBeenCalled();
});
