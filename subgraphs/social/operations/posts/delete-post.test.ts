import { expect, test } from '@jest/globals';
import { BEN, createWorld, NOW, postWith, refusalIn } from '../../fixtures/operation-world.ts';
import { deletePost } from './delete-post.ts';

test.each([
  ['one that the viewer cannot see', 'pst_other', 'NotFound postId'],
  ['one of somebody else', 'pst_1', 'NotPermitted postId'],
])('%s is not deleted', async (_, postId, refusal) => {
  const { context, store } = createWorld({ caller: BEN });
  expect(refusalIn(await deletePost(context, { postId }))).toBe(refusal);
  expect(store.markDeleted).not.toHaveBeenCalled();
});

test('a post is gone with its counts elsewhere, and work deletes the rest', async () => {
  const world = createWorld({ posts: [postWith({ quotedPostId: 'pst_2' })], files: [{ fileId: 'fil_1' }] });
  expect(await deletePost(world.context, { postId: 'pst_1' })).toEqual({ ok: true, value: 'pst_1' });
  expect(world.store.markDeleted).toHaveBeenCalledWith('pst_1', NOW);
  expect(world.store.changeCounters).toHaveBeenCalledWith('quotes', [{ subject: 'pst_2', delta: -1 }]);
  expect(world.enqueued()).toEqual(['update-file-uses', 'purge-post']);
  expect(world.signalled).toContain('social.engagement:pst_1');
});

test('a post that somebody else removes at the same time is not found', async () => {
  const { context } = createWorld({ store: { lockPost: async () => null } });
  expect(refusalIn(await deletePost(context, { postId: 'pst_1' }))).toBe('NotFound postId');
});
