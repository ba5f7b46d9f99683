import { expect, test } from '@jest/globals';
import { createCategoryWorld, MODERATOR } from '../fixtures/category-world.ts';
import { moveCategory } from './move-category.ts';

const PATHS = [
  'art',
  'art/jazz',
  'music',
  'music/blues',
  'music/blues/delta',
  'music/blues/delta/slide',
  'music/jazz2',
];
const DEEP = ['a', 'a/b', 'a/b/c', 'a/b/c/d', 'a/b/c/d/e', 'a/b/c/d/e/f', 'a/b/c/d/e/f/g', 'x', 'x/y'];

test('a category is moved with all below it, published and audited', async () => {
  const { context, store, paths, published } = createCategoryWorld(PATHS);
  expect(await moveCategory(context, { categoryId: 'cat_blues', parentId: 'cat_art' })).toMatchObject({
    ok: true,
    value: { path: 'art/blues', level: 2, parentId: 'cat_art' },
  });
  expect(paths()).toContain('art/blues/delta/slide');
  expect(published()).toHaveLength(3);
  expect(store.recordAudit.mock.calls).toMatchObject([[{}, { action: 'moveCategory', subjectId: 'cat_blues' }]]);
  expect(await moveCategory(context, { categoryId: 'cat_blues' })).toMatchObject({
    value: { path: 'blues', level: 1 },
  });
});

test.each([
  ['below itself', PATHS, 'cat_blues', 'cat_blues', 'CategoryCycle', 'parentId'],
  ['below what is below it', PATHS, 'cat_blues', 'cat_slide', 'CategoryCycle', 'parentId'],
  ['below nothing', PATHS, 'cat_blues', 'cat_none', 'NotFound', 'parentId'],
  ['of nothing', PATHS, 'cat_none', 'cat_art', 'NotFound', 'categoryId'],
  ['so that its lowest category is on a ninth level', DEEP, 'cat_x', 'cat_g', 'CategoryTooDeep', 'parentId'],
  ['to where its slug is there', ['art', 'art/a', 'a'], 'cat_a', 'cat_art', 'SlugTaken', 'parentId'],
])('a move %s is refused', async (_, paths, categoryId, parentId, __typename, field) => {
  const world = createCategoryWorld(paths);
  if (__typename === 'SlugTaken') {
    // Both have the slug, and so the same id here: the one at the root is another.
    await world.store.addCategory({ ...(await world.store.categories(['cat_a']))[0], id: 'cat_other' } as never);
    await world.store.addCategory({
      ...{ id: 'cat_a', scope: 'MEDIA', parentId: 'cat_art', slug: 'a', title: 'a', path: 'art/a', level: 2 },
    } as never);
    categoryId = 'cat_other';
  }
  const before = world.paths();
  expect(await moveCategory(world.context, { categoryId, parentId })).toMatchObject({
    refusal: { __typename, path: ['input', field] },
  });
  expect(world.paths()).toEqual(before);
  expect(world.published()).toEqual([]);
});

test('only moderators move categories', async () => {
  const { context } = createCategoryWorld(PATHS, { ...MODERATOR, scopes: [] });
  await expect(moveCategory(context, { categoryId: 'cat_blues' })).rejects.toMatchObject({
    extensions: { code: 'FORBIDDEN' },
  });
});
