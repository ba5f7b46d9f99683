import { expect, test } from '@jest/globals';
import { BEN, commentWith, createWorld, NOW, refusalIn } from '../../fixtures/operation-world.ts';
import { updateComment } from './update-comment.ts';

test('the text before is kept, and who is named anew is published', async () => {
  const world = createWorld({ caller: BEN, people: { cleo: 'usr_cleo' } });
  expect(refusalIn(await updateComment(world.context, { commentId: 'cmt_1', text: 'Hi @cleo' }))).toBe('ok');
  expect(world.store.addRevision).toHaveBeenCalledWith('cmt_1', 'Hi', null, NOW);
  expect(world.store.editComment).toHaveBeenCalledWith({ id: 'cmt_1', text: 'Hi @cleo', tags: [] }, ['usr_cleo'], NOW);
  expect(world.published()).toEqual([['social.mention-added', expect.objectContaining({ userIds: ['usr_cleo'] })]]);
});

test('the same text changes nothing', async () => {
  const world = createWorld({ caller: BEN });
  await updateComment(world.context, { commentId: 'cmt_1', text: ' Hi ' });
  expect(world.store.editComment).not.toHaveBeenCalled();
});

test.each<[string, string, Parameters<typeof createWorld>[0], string]>([
  ['of somebody else', 'x', {}, 'NotPermitted commentId'],
  ['that the viewer cannot see', 'x', { caller: BEN, comments: [] }, 'NotFound commentId'],
  ['that is a stub', 'x', { caller: BEN, comments: [commentWith({ deletedAt: NOW })] }, 'NotFound commentId'],
  ['without files, to nothing,', '', { caller: BEN }, 'InvalidInput text'],
  ['too often', 'x', { caller: BEN, retryAfter: 1 }, 'TooManyAttempts'],
  ['that is gone by now', 'x', { caller: BEN, store: { lockComment: async () => null } }, 'NotFound commentId'],
])('a comment %s is not changed', async (_, text, options, refusal) => {
  const { context, store } = createWorld(options);
  expect(refusalIn(await updateComment(context, { commentId: 'cmt_1', text }))).toBe(refusal);
  expect(store.editComment).not.toHaveBeenCalled();
});
