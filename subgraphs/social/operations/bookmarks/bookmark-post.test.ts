import { expect, test } from '@jest/globals';
import { createWorld, NOW, refusalIn } from '../../fixtures/operation-world.ts';
import { bookmarkPost } from './bookmark-post.ts';

test('a post is kept for the viewer', async () => {
  const { context, store } = createWorld();
  expect(refusalIn(await bookmarkPost(context, { postId: 'pst_1' }))).toBe('ok');
  expect(store.addBookmark).toHaveBeenCalledWith('usr_ada', 'pst_1', NOW);
});

test.each<[Parameters<typeof createWorld>[0], string]>([
  [{ posts: [] }, 'NotFound postId'],
  [{ retryAfter: 1 }, 'TooManyAttempts'],
])('what cannot be kept is refused: %#', async (options, refusal) => {
  const { context, store } = createWorld(options);
  expect(refusalIn(await bookmarkPost(context, { postId: 'pst_1' }))).toBe(refusal);
  expect(store.addBookmark).not.toHaveBeenCalled();
});
