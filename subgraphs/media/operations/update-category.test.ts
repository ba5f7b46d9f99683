import { expect, test } from '@jest/globals';
import { createCategoryWorld, MODERATOR } from '../fixtures/category-world.ts';
import { updateCategory } from './update-category.ts';

const PATHS = ['music', 'music/jazz', 'music/jazz/bebop', 'music/jazz-rock', 'music/rock'];

test('another title changes the slug, and the paths of all below', async () => {
  const { context, store, paths, published } = createCategoryWorld(PATHS);
  expect(await updateCategory(context, { categoryId: 'cat_jazz', title: 'Swing' })).toMatchObject({
    ok: true,
    value: { title: 'Swing', slug: 'swing', path: 'music/swing', level: 2 },
  });
  expect(paths()).toEqual(['music', 'music/jazz-rock', 'music/rock', 'music/swing', 'music/swing/bebop']);
  expect(published()).toEqual(['media.category-changed music/swing', 'media.category-changed music/swing/bebop']);
  expect(store.recordAudit.mock.calls).toMatchObject([[{}, { action: 'updateCategory', subjectId: 'cat_jazz' }]]);
});

test('a title with the same slug changes no path', async () => {
  const { context, paths } = createCategoryWorld(PATHS);
  expect(await updateCategory(context, { categoryId: 'cat_jazz', title: 'JAZZ' })).toMatchObject({
    value: { title: 'JAZZ', path: 'music/jazz' },
  });
  expect(paths()).toEqual([...PATHS].sort());
});

test.each([
  ['a category that is not there', { categoryId: 'cat_none', title: 'x' }, 'NotFound', 'categoryId'],
  ['a title without a letter', { categoryId: 'cat_jazz', title: '-' }, 'InvalidInput', 'title'],
  ['a slug that is there', { categoryId: 'cat_jazz', title: 'Rock' }, 'SlugTaken', 'title'],
])('%s is refused', async (_, input, __typename, field) => {
  const { context, published } = createCategoryWorld(PATHS);
  expect(await updateCategory(context, input)).toMatchObject({ refusal: { __typename, path: ['input', field] } });
  expect(published()).toEqual([]);
});

test('only moderators change categories', async () => {
  const { context } = createCategoryWorld(PATHS, { ...MODERATOR, scopes: [] });
  await expect(updateCategory(context, { categoryId: 'cat_jazz', title: 'x' })).rejects.toMatchObject({
    extensions: { code: 'FORBIDDEN' },
  });
});
