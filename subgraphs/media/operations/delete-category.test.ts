import { expect, test } from '@jest/globals';
import { createCategoryWorld, MODERATOR } from '../fixtures/category-world.ts';
import { deleteCategory } from './delete-category.ts';

const PATHS = ['art', 'music', 'music/blues', 'music/blues/delta'];

test('an empty category is deleted, which is published and audited', async () => {
  const { context, store, paths, published } = createCategoryWorld(PATHS);
  expect(await deleteCategory(context, { categoryId: 'cat_delta' })).toMatchObject({
    ok: true,
    value: { slug: 'delta' },
  });
  expect(paths()).toEqual(['art', 'music', 'music/blues']);
  expect(published()).toEqual(['media.category-deleted cat_delta']);
  expect(store.recordAudit.mock.calls).toMatchObject([[{}, { action: 'deleteCategory', subjectId: 'cat_delta' }]]);
});

test('what is in a category goes to another', async () => {
  const { context, store, paths } = createCategoryWorld(PATHS, MODERATOR, 5);
  expect(await deleteCategory(context, { categoryId: 'cat_music', moveToId: 'cat_art' })).toMatchObject({ ok: true });
  expect(paths()).toEqual(['art', 'art/blues', 'art/blues/delta']);
  expect(store.moveFiles.mock.calls).toEqual([['cat_music', 'cat_art']]);
});

test.each([
  ['a category that is not empty', 'cat_music', null, { __typename: 'CategoryInUse', count: 6 }, 'categoryId'],
  ['a move into itself', 'cat_music', 'cat_music', { __typename: 'NotFound' }, 'moveToId'],
  ['a move below itself', 'cat_music', 'cat_delta', { __typename: 'NotFound' }, 'moveToId'],
  ['a move to nothing', 'cat_music', 'cat_none', { __typename: 'NotFound' }, 'moveToId'],
  ['a category that is not there', 'cat_none', null, { __typename: 'NotFound' }, 'categoryId'],
])('%s is refused, and nothing is deleted', async (_, categoryId, moveToId, refusal, field) => {
  const { context, paths, published } = createCategoryWorld(PATHS, MODERATOR, 5);
  expect(await deleteCategory(context, { categoryId, moveToId })).toMatchObject({
    refusal: { ...refusal, path: ['input', field] },
  });
  expect(paths()).toEqual(PATHS);
  expect(published()).toEqual([]);
});

test('only moderators delete categories', async () => {
  const { context } = createCategoryWorld(PATHS, { ...MODERATOR, scopes: [] });
  await expect(deleteCategory(context, { categoryId: 'cat_art' })).rejects.toMatchObject({
    extensions: { code: 'FORBIDDEN' },
  });
});
