import { expect, test } from '@jest/globals';
import { ADA, BEN, graphWorld, NOBODY } from '../../fixtures/graph-world.ts';
import { removeFollower } from './remove-follower.ts';

test('ends the follow of the other person', async () => {
  const world = graphWorld();
  expect(await removeFollower(world, { userId: BEN })).toEqual({ ok: true, value: BEN });
  expect(world.store.removeFollows).toHaveBeenCalledWith([{ followerId: BEN, followeeId: ADA }]);
  expect(world.store.changeCounters).toHaveBeenCalledWith('followers', [{ subject: ADA, delta: -1 }]);
});

test.each([
  ['oneself', ADA, 'InvalidInput'],
  ['nobody', NOBODY, 'NotFound'],
])('removing %s is refused', async (_, userId, __typename) => {
  expect(await removeFollower(graphWorld({ isFollowing: false }), { userId })).toMatchObject({
    refusal: { __typename },
  });
});
