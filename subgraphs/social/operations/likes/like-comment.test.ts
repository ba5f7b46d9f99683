import { expect, test } from '@jest/globals';
import { commentWith, createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { likeComment } from './like-comment.ts';

test.each([
  [true, 1],
  [false, 0],
])('a like that is new (%s) moves the comment up', async (isNew, moves) => {
  const { context, store } = createWorld({ store: { addCommentLike: async () => isNew } });
  expect(await likeComment(context, { commentId: 'cmt_1' })).toEqual({ ok: true, value: 'cmt_1' });
  expect(store.updateScore).toHaveBeenCalledTimes(moves);
});

test.each<[string, Parameters<typeof createWorld>[0], string]>([
  ['what the viewer cannot see', { comments: [] }, 'NotFound commentId'],
  ['a stub', { comments: [commentWith({ deletedAt: new Date() })] }, 'NotFound commentId'],
  ['too much', { retryAfter: 1 }, 'TooManyAttempts'],
])('%s is not liked', async (_, options, refusal) => {
  expect(refusalIn(await likeComment(createWorld(options).context, { commentId: 'cmt_1' }))).toBe(refusal);
});
