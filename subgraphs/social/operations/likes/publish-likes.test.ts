import { expect, test } from '@jest/globals';
import { createWorld } from '../../fixtures/operation-world.ts';
import { publishLikes } from './publish-likes.ts';

test('the likes of a post are published together, and name at most twenty people', async () => {
  const userIds = Array.from({ length: 30 }, (_, at) => `usr_${at}`);
  const store = { takeLikeNotices: async () => [{ postId: 'pst_1', authorId: 'usr_ada', userIds }] };
  const world = createWorld({ store });
  await publishLikes(world.context, new AbortController().signal);
  const fact = { postId: 'pst_1', authorId: 'usr_ada', userIds: userIds.slice(0, 20), count: 30 };
  expect(world.published()).toEqual([['social.post-liked', expect.objectContaining(fact)]]);
});

test('nothing begins once the process ends', async () => {
  const world = createWorld();
  await publishLikes(world.context, AbortSignal.abort());
  expect(world.published()).toEqual([]);
});
