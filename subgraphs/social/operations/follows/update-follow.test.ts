import { expect, test } from '@jest/globals';
import { ADA, BEN, graphWorld, HIDDEN } from '../../fixtures/graph-world.ts';
import { updateFollow } from './update-follow.ts';

test('changes what is given', async () => {
  const world = graphWorld();
  expect(await updateFollow(world, { userId: BEN, notify: true, weight: null })).toEqual({ ok: true, value: BEN });
  expect(world.store.changeFollow).toHaveBeenCalledWith({ followerId: ADA, followeeId: BEN }, { notify: true });
});

test.each([
  ['of somebody hidden', { userId: HIDDEN }, 'NotFound', true],
  ['that does not exist', { userId: BEN }, 'NotFound', false],
  ['with a weight of 9', { userId: BEN, weight: 9 }, 'InvalidInput', true],
])('a follow %s is refused', async (_, input, __typename, isFollowing) => {
  expect(await updateFollow(graphWorld({ isFollowing }), input)).toMatchObject({ refusal: { __typename } });
});
