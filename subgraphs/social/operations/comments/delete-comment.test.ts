import { expect, jest, test } from '@jest/globals';
import { BEN, commentWith, createWorld, NOW, refusalIn } from '../../fixtures/operation-world.ts';
import { deleteComment } from './delete-comment.ts';

const removing = () => jest.fn(async (..._: unknown[]) => ({ authorId: 'usr_ben', fileIds: ['fil_1'], isStub: false }));

test.each(['usr_ben', 'usr_ada'])('a comment is deleted by %s', async (viewerId) => {
  const removeComment = removing();
  const comment = commentWith({ parentId: 'cmt_0' });
  const world = createWorld({ caller: { viewerId }, comments: [comment], store: { removeComment } });
  expect(refusalIn(await deleteComment(world.context, { commentId: 'cmt_1' }))).toBe('ok');
  expect(removeComment).toHaveBeenCalledWith(comment, NOW);
  expect(world.store.changeCounters.mock.calls).toEqual([
    ['comments', [{ subject: 'pst_1', delta: -1 }]],
    ['replies', [{ subject: 'cmt_0', delta: -1 }]],
  ]);
  expect(world.enqueued()).toEqual(['update-file-uses']);
});

test('a stub stays as it is', async () => {
  const removeComment = removing();
  const { context } = createWorld({ comments: [commentWith({ deletedAt: NOW })], store: { removeComment } });
  expect(refusalIn(await deleteComment(context, { commentId: 'cmt_1' }))).toBe('ok');
  expect(removeComment).not.toHaveBeenCalled();
});

test.each([
  ['cmt_1', 'NotPermitted commentId'],
  ['cmt_other', 'NotFound commentId'],
])('anybody else cannot delete %s', async (commentId, refusal) => {
  const { context } = createWorld({ caller: { viewerId: 'usr_cleo' } });
  expect(refusalIn(await deleteComment(context, { commentId }))).toBe(refusal);
});

test('its author deletes it where they can no longer see the post', async () => {
  const { context } = createWorld({ caller: BEN, posts: [], store: { removeComment: removing() } });
  expect(refusalIn(await deleteComment(context, { commentId: 'cmt_1' }))).toBe('ok');
});
