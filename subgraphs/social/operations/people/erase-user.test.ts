import { expect, jest, test } from '@jest/globals';
import { createWorld, NOW } from '../../fixtures/operation-world.ts';
import { eraseUser } from './erase-user.ts';

/** A person with so many posts and comments left, and choices. */
const createPerson = ({ posts = [] as string[], comments = [] as string[], isDone = true }) =>
  createWorld({
    store: {
      postsToErase: async () => posts,
      commentsToErase: async () => comments,
      eraseChoices: async () => isDone,
      purgePost: jest.fn(async (..._: unknown[]) => ({ isComplete: true, files: [] })),
      removeComment: jest.fn(async (..._: unknown[]) => ({ authorId: 'usr_ben', fileIds: [], isStub: true })),
    },
  });

// as: the world has what the operation needs of the store.
const erase = ({ store }: ReturnType<typeof createWorld>) => eraseUser({ now: () => NOW }, store as never, 'usr_ben');

test('posts go first, with all that hangs on them', async () => {
  const world = createPerson({ posts: ['pst_1'], comments: ['cmt_1'] });
  expect(await erase(world)).toEqual({ isComplete: false });
  expect(world.store.markDeleted).toHaveBeenCalledWith('pst_1', NOW);
  expect(Object(world.store).purgePost).toHaveBeenCalledWith('pst_1');
  expect(Object(world.store).removeComment).not.toHaveBeenCalled();
});

test('then comments, of which stubs may stay', async () => {
  const world = createPerson({ comments: ['cmt_1'] });
  expect(await erase(world)).toEqual({ isComplete: false });
  expect(Object(world.store).removeComment).toHaveBeenCalledTimes(1);
});

test.each([true, false])('at last what the person has chosen, until nothing is left (%s)', async (isDone) => {
  expect(await erase(createPerson({ isDone }))).toEqual({ isComplete: isDone });
});
