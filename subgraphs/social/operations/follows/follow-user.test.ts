import { expect, test } from '@jest/globals';
import { userFollowed } from '../../events.ts';
import { ADA, BEN, graphWorld, HIDDEN, NOBODY, NOW, REQUEST } from '../../fixtures/graph-world.ts';
import { followUser, MAX_REQUESTS_TO_ONE } from './follow-user.ts';

const pair = { followerId: ADA, followeeId: BEN };

test.each([
  ['oneself', { userId: ADA }, 'InvalidInput'],
  ['who is hidden', { userId: HIDDEN }, 'NotFound'],
  ['who does not exist', { userId: NOBODY }, 'NotFound'],
  ['what is no id', { userId: 'ben' }, 'NotFound'],
  ['with a weight of 0', { userId: BEN, weight: 0 }, 'InvalidInput'],
  ['with a weight of 4', { userId: BEN, weight: 4 }, 'InvalidInput'],
  ['without a number as weight', { userId: BEN, weight: Number.NaN }, 'InvalidInput'],
])('following %s is refused, and nothing is stored', async (_, input, __typename) => {
  const world = graphWorld();
  expect(await followUser(world, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.store.lockPairs).not.toHaveBeenCalled();
});

test('a public account is followed at once, with counts and an event', async () => {
  const world = graphWorld();
  expect(await followUser(world, { userId: BEN })).toEqual({ ok: true, value: BEN });
  expect(world.store.addFollows).toHaveBeenCalledWith([{ ...pair, notify: false, weight: 1 }], NOW);
  expect(world.store.changeCounters.mock.calls).toEqual([
    ['followers', [{ subject: BEN, delta: 1 }]],
    ['following', [{ subject: ADA, delta: 1 }]],
  ]);
  expect(world.store.announceAll.mock.calls[0]?.[1]).toEqual([
    { ...pair, at: NOW.toISOString(), isAccepted: false, isMuted: false },
  ]);
  expect(world.clearPerson).toHaveBeenCalledWith(BEN);
});

test('whoever has muted the follower is not notified', async () => {
  const world = graphWorld({ state: { isMuted: true } });
  await followUser(world, { userId: BEN });
  const [fact] = world.store.announceAll.mock.calls[0]?.[1] ?? [];
  expect(fact).toMatchObject({ isMuted: true });
  expect(userFollowed.notification?.audience({ ...pair, at: '', isMuted: true })).toEqual([]);
});

test('whoever follows already changes notify and weight', async () => {
  const world = graphWorld({ state: { isFollowing: true } });
  await followUser(world, { userId: BEN, notify: true, weight: 2 });
  expect(world.store.changeFollow).toHaveBeenCalledWith(pair, { notify: true, weight: 2 });
  expect(world.store.addFollows).not.toHaveBeenCalled();
});

test('a private account is asked: a request, an event, an entry of its log', async () => {
  const world = graphWorld({ state: { isPrivate: true } });
  expect(await followUser(world, { userId: BEN })).toEqual({ ok: true, value: BEN });
  expect(world.store.addFollows).not.toHaveBeenCalled();
  const [request] = world.store.addFollowRequest.mock.calls[0] ?? [];
  expect(request).toMatchObject({ senderId: ADA, receiverId: BEN, status: 'REQUESTED' });
  expect(world.store.announce.mock.calls[0]?.[1]).toMatchObject({ requestId: request?.id, senderId: ADA });
  expect(world.store.appendToLogs.mock.calls[0]?.[0]).toEqual([
    { log: 'social.follow-requests', key: BEN, people: [ADA], data: { requestId: request?.id } },
  ]);
  expect(world.streams.announce).toHaveBeenCalledWith({ name: 'social.follow-requests' }, BEN);
});

test('a request that waits is refused with it, and gets the new choice', async () => {
  const world = graphWorld({ state: { isPrivate: true, request: REQUEST } });
  expect(await followUser(world, { userId: BEN, notify: true })).toMatchObject({
    refusal: { __typename: 'RequestPending', request: REQUEST },
  });
  expect(world.store.changeFollowRequest).toHaveBeenCalledWith(REQUEST.id, true, 1);
});

test.each([
  ['asking the same person too often', { state: { isPrivate: true, recentRequests: MAX_REQUESTS_TO_ONE } }],
  ['following too many', { retryAfter: 60 }],
])('%s is refused', async (_, options) => {
  const world = graphWorld(options);
  expect(await followUser(world, { userId: BEN })).toMatchObject({ refusal: { __typename: 'TooManyAttempts' } });
  expect(world.store.addFollowRequest).not.toHaveBeenCalled();
  expect(world.store.addFollows).not.toHaveBeenCalled();
});

test('a block that came meanwhile is seen under the lock', async () => {
  const world = graphWorld({ state: { isHidden: true } });
  expect(await followUser(world, { userId: BEN })).toMatchObject({ refusal: { __typename: 'NotFound' } });
  expect(world.store.addFollows).not.toHaveBeenCalled();
});
