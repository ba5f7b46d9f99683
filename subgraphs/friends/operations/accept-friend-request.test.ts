import { expect, test } from '@jest/globals';
import { exampleFriendship, exampleRequest, SINCE_AT } from '../../../tests/example-friendship.ts';
import { acceptFriendRequest } from './accept-friend-request.ts';

const INPUT = { requestId: 'frq_1' };
const OPEN = { request: exampleRequest() };

test('the receiver accepts an open request, and the two become friends', async () => {
  const world = exampleFriendship(OPEN, 'usr_bob');

  expect(await acceptFriendRequest(world, INPUT)).toMatchObject({
    ok: true,
    value: { id: 'frq_1', status: 'ACCEPTED' },
  });
  expect(world.stored()).toMatchObject({ request: { status: 'ACCEPTED' }, friendship: { since: SINCE_AT.since } });
});

test('accepting again gives the same request and stores nothing', async () => {
  const world = exampleFriendship({ request: exampleRequest({ status: 'ACCEPTED' }), friendship: SINCE_AT }, 'usr_bob');

  expect(await acceptFriendRequest(world, INPUT)).toMatchObject({ ok: true, value: { id: 'frq_1' } });
  expect(world.stored()).toBeUndefined();
});

test.each([
  ['one’s own request', 'usr_ada', OPEN, 'NotPermitted'],
  ['a cancelled request', 'usr_bob', { request: exampleRequest({ status: 'CANCELLED' }) }, 'RequestSettled'],
  ['a rejected request', 'usr_bob', { request: exampleRequest({ status: 'REJECTED' }) }, 'RequestSettled'],
  [
    'the request of an ended friendship',
    'usr_bob',
    { request: exampleRequest({ status: 'ACCEPTED' }) },
    'RequestSettled',
  ],
  [
    'a request that a newer one has replaced',
    'usr_bob',
    { request: exampleRequest({ id: 'frq_2' }) },
    'RequestSettled',
  ],
  ['a request that a block has removed meanwhile', 'usr_bob', {}, 'NotFound'],
  ['the request of a person who blocks the viewer', 'usr_bob', { ...OPEN, blockByOther: SINCE_AT }, 'NotFound'],
  ['the request of a blocked person', 'usr_bob', { ...OPEN, blockByViewer: SINCE_AT }, 'NotFound'],
] as const)('accepting %s is refused, and nothing is stored', async (_, viewerId, state, __typename) => {
  const world = exampleFriendship(state, viewerId);

  expect(await acceptFriendRequest(world, INPUT)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', 'requestId'] },
  });
  expect(world.stored()).toBeUndefined();
  expect(world.streams.announce).not.toHaveBeenCalled();
});
