import { expect, test } from '@jest/globals';
import { BEN, createWorld, NOW, postWith, refusalIn } from '../../fixtures/operation-world.ts';
import { undoRepost } from './undo-repost.ts';

const REPOST = postWith({ id: 'pst_9', authorId: 'usr_ben', repostOfId: 'pst_1' });

test.each(['pst_1', 'pst_9'])('the repost is taken back, named by %s', async (postId) => {
  const world = createWorld({ caller: BEN, posts: [postWith(), REPOST], store: { findRepost: async () => 'pst_9' } });
  expect(await undoRepost(world.context, { postId })).toEqual({ ok: true, value: 'pst_1' });
  expect(world.store.markDeleted).toHaveBeenCalledWith('pst_9', NOW);
  expect(world.store.changeCounters).toHaveBeenCalledWith('reposts', [{ subject: 'pst_1', delta: -1 }]);
});

test('without a repost nothing changes', async () => {
  const world = createWorld({ caller: BEN });
  expect(refusalIn(await undoRepost(world.context, { postId: 'pst_1' }))).toBe('ok');
  expect(world.store.markDeleted).not.toHaveBeenCalled();
});

test('of what the viewer cannot see and has not reposted nothing is known', async () => {
  expect(refusalIn(await undoRepost(createWorld({ posts: [] }).context, { postId: 'pst_1' }))).toBe('NotFound postId');
});
