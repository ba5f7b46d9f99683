import { expect, test } from '@jest/globals';
import { ADA, BEN, graphWorld, NOBODY, NOW } from '../../fixtures/graph-world.ts';
import { unfollowUser } from './unfollow-user.ts';

const pair = { followerId: ADA, followeeId: BEN };

test('ends the follow with its counts and event, and takes a request back', async () => {
  const world = graphWorld();
  expect(await unfollowUser(world, { userId: BEN })).toEqual({ ok: true, value: BEN });
  expect(world.store.cancelFollowRequests).toHaveBeenCalledWith([pair], NOW);
  expect(world.store.changeCounters).toHaveBeenCalledWith('followers', [{ subject: BEN, delta: -1 }]);
  expect(world.store.announceAll.mock.calls[0]?.[1]).toEqual([{ ...pair, at: NOW.toISOString() }]);
});

test('without a follow nothing changes', async () => {
  const world = graphWorld({ isFollowing: false });
  expect(await unfollowUser(world, { userId: BEN })).toEqual({ ok: true, value: BEN });
  expect(world.store.changeCounters).not.toHaveBeenCalled();
  expect(world.store.announceAll).not.toHaveBeenCalled();
});

test.each([
  ['oneself', ADA, 'InvalidInput'],
  ['nobody', NOBODY, 'NotFound'],
  ['what is no id', 'ben', 'NotFound'],
])('unfollowing %s is refused', async (_, userId, __typename) => {
  expect(await unfollowUser(graphWorld({ isFollowing: false }), { userId })).toMatchObject({ refusal: { __typename } });
});
