import { expect, jest, test } from '@jest/globals';
import { createWorld, NOW } from '../../fixtures/operation-world.ts';
import { obeyModeration } from './obey-moderation.ts';

const obey = async (
  world: ReturnType<typeof createWorld>,
  subjectId: string,
  decision: 'HIDE' | 'REMOVE' | 'RESTORE',
) => {
  // as: the world has what the operation needs of the store.
  const afterCommit = await obeyModeration(world.context, world.store as never, { subjectId, decision, at: NOW });
  await afterCommit();
};

test('a post that is removed goes as when its author deletes it', async () => {
  const world = createWorld();
  await obey(world, 'pst_1', 'REMOVE');
  expect(world.store.markDeleted).toHaveBeenCalledWith('pst_1', NOW);
  expect(world.signalled).toContain('social.engagement:pst_1');
});

test('a comment that is removed leaves a stub where it has replies', async () => {
  const removeComment = jest.fn(async (..._: unknown[]) => ({ authorId: 'usr_ben', fileIds: [], isStub: true }));
  const world = createWorld({ store: { removeComment } });
  await obey(world, 'cmt_1', 'REMOVE');
  expect(removeComment).toHaveBeenCalledTimes(1);
});

test.each([
  ['HIDE' as const, 'social.file-access-ended'],
  ['RESTORE' as const, 'social.file-access-restored'],
])('on %s its files are withheld or shown again', async (decision, event) => {
  const world = createWorld({ files: [{ fileId: 'fil_1' }] });
  await obey(world, 'pst_1', decision);
  expect(world.published()).toEqual([[event, expect.objectContaining({ fileIds: ['fil_1'], userId: null })]]);
  expect(world.store.markDeleted).not.toHaveBeenCalled();
});

test('what is gone already is left alone', async () => {
  const world = createWorld({ posts: [], comments: [] });
  await obey(world, 'pst_1', 'REMOVE');
  await obey(world, 'cmt_1', 'REMOVE');
  expect(world.published()).toEqual([]);
});
