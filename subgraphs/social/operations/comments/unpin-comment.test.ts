import { expect, test } from '@jest/globals';
import { BEN, createWorld, postWith, refusalIn } from '../../fixtures/operation-world.ts';
import { unpinComment } from './unpin-comment.ts';

test('a pin ends', async () => {
  const { context, store } = createWorld({ posts: [postWith({ pinnedCommentId: 'cmt_1' })] });
  expect(refusalIn(await unpinComment(context, { commentId: 'cmt_1' }))).toBe('ok');
  expect(store.pinCommentOn).toHaveBeenCalledWith('pst_1', null);
});

test('the pin of another comment stays', async () => {
  const { context, store } = createWorld({ posts: [postWith({ pinnedCommentId: 'cmt_2' })] });
  expect(refusalIn(await unpinComment(context, { commentId: 'cmt_1' }))).toBe('ok');
  expect(store.pinCommentOn).not.toHaveBeenCalled();
});

test.each<[Parameters<typeof createWorld>[0], string]>([
  [{ caller: BEN }, 'NotPermitted commentId'],
  [{ comments: [] }, 'NotFound commentId'],
])('who may not is refused: %#', async (options, refusal) => {
  expect(refusalIn(await unpinComment(createWorld(options).context, { commentId: 'cmt_1' }))).toBe(refusal);
});
