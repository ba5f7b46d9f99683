import { expect, test } from '@jest/globals';
import { createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { unlikePost } from './unlike-post.ts';

test.each([
  [true, ['social.engagement:pst_1']],
  [false, []],
])('a like is taken back where there is one (%s)', async (isThere, signals) => {
  const world = createWorld({ store: { removePostLike: async () => isThere } });
  expect(refusalIn(await unlikePost(world.context, { postId: 'pst_1' }))).toBe('ok');
  expect(world.signalled).toEqual(signals);
});

test('of what the viewer cannot see nothing is known', async () => {
  expect(refusalIn(await unlikePost(createWorld({ posts: [] }).context, { postId: 'pst_1' }))).toBe('NotFound postId');
});
