import { expect, test } from '@jest/globals';
import { BEN, commentWith, createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { pinComment } from './pin-comment.ts';

test('the author of the post pins a comment', async () => {
  const { context, store } = createWorld();
  expect(refusalIn(await pinComment(context, { commentId: 'cmt_1' }))).toBe('ok');
  expect(store.pinCommentOn).toHaveBeenCalledWith('pst_1', 'cmt_1');
});

test.each<[string, Parameters<typeof createWorld>[0], string]>([
  ['by its own author', { caller: BEN }, 'NotPermitted commentId'],
  ['that replies to another', { comments: [commentWith({ parentId: 'cmt_0' })] }, 'NotPermitted commentId'],
  ['that the viewer cannot see', { comments: [] }, 'NotFound commentId'],
  ['that is a stub', { comments: [commentWith({ deletedAt: new Date() })] }, 'NotFound commentId'],
])('a comment %s is not pinned', async (_, options, refusal) => {
  const { context, store } = createWorld(options);
  expect(refusalIn(await pinComment(context, { commentId: 'cmt_1' }))).toBe(refusal);
  expect(store.pinCommentOn).not.toHaveBeenCalled();
});
