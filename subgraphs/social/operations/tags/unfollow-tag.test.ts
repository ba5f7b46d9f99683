import { expect, test } from '@jest/globals';
import { ADA, graphWorld } from '../../fixtures/graph-world.ts';
import { unfollowTag } from './unfollow-tag.ts';

test('ends following a tag', async () => {
  const world = graphWorld();
  expect(await unfollowTag(world, { name: '#Soup' })).toEqual({ ok: true, value: 'soup' });
  expect(world.store.unfollowTag).toHaveBeenCalledWith(ADA, 'soup');
});

test('what is no tag is refused', async () => {
  const world = graphWorld();
  expect(await unfollowTag(world, { name: '!' })).toMatchObject({ refusal: { __typename: 'InvalidInput' } });
  expect(world.store.unfollowTag).not.toHaveBeenCalled();
});
