import { expect, test } from '@jest/globals';
import { createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { unlikeComment } from './unlike-comment.ts';

test.each([
  [true, 1],
  [false, 0],
])('a like that is there (%s) is taken back, and the comment moves down', async (isThere, moves) => {
  const { context, store } = createWorld({ store: { removeCommentLike: async () => isThere } });
  expect(refusalIn(await unlikeComment(context, { commentId: 'cmt_1' }))).toBe('ok');
  expect(store.updateScore).toHaveBeenCalledTimes(moves);
});

test('of what the viewer cannot see nothing is known', async () => {
  const { context } = createWorld({ comments: [] });
  expect(refusalIn(await unlikeComment(context, { commentId: 'cmt_1' }))).toBe('NotFound commentId');
});
