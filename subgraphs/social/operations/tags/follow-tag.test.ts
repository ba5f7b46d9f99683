import { expect, test } from '@jest/globals';
import { ADA, graphWorld, NOW } from '../../fixtures/graph-world.ts';
import { followTag, MAX_FOLLOWED_TAGS } from './follow-tag.ts';

test('follows a tag as it is compared', async () => {
  const world = graphWorld();
  expect(await followTag(world, { name: '#SOUP' })).toEqual({ ok: true, value: 'soup' });
  expect(world.store.followTag).toHaveBeenCalledWith(ADA, 'soup', MAX_FOLLOWED_TAGS, NOW);
});

test.each([[''], ['#'], ['12'], ['a b'], ['x'.repeat(51)]])('%j is no tag', async (name) => {
  expect(await followTag(graphWorld(), { name })).toMatchObject({
    refusal: { __typename: 'InvalidInput', path: ['input', 'name'] },
  });
});

test('more tags than one may follow are refused', async () => {
  const world = graphWorld();
  world.store.followTag.mockResolvedValue(false);
  expect(await followTag(world, { name: 'soup' })).toMatchObject({ refusal: { __typename: 'NotPermitted' } });
});
