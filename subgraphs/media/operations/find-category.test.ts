import { expect, test } from '@jest/globals';
import { createCategoryWorld } from '../fixtures/category-world.ts';
import { findCategory, listCategories } from './find-category.ts';

const { store } = createCategoryWorld(['music', 'music/jazz']);
const categories = { load: async (id: string) => (await store.categories([id]))[0] ?? null };
const categoriesAt = { load: async (path: never) => (await store.categoriesAt([path]))[0] ?? null };

test.each([
  ['its id', { id: 'cat_jazz' }, 'cat_jazz'],
  ['its path in the scope MEDIA', { path: 'music/jazz' }, 'cat_jazz'],
  ['its path in another scope', { path: 'music/jazz', scope: 'STREAM' }, null],
  ['nothing', {}, null],
] as const)('a category is found by %s', async (_, by, expected) => {
  expect((await findCategory({ categories, categoriesAt }, by))?.id ?? null).toBe(expected);
});

test.each([
  ['at the root of a scope', { scope: 'MEDIA' }, 'MEDIA'],
  ['below one', { scope: 'MEDIA', parentId: 'cat_music' }, 'cat_music'],
  ['below one of another scope: none', { scope: 'STREAM', parentId: 'cat_music' }, ''],
  ['below the name of a scope: none', { scope: 'MEDIA', parentId: 'STREAM' }, ''],
] as const)('categories %s', async (_, where, parent) => {
  const requests: string[] = [];
  const load = async (id: string) => {
    requests.push(id);
    return { edges: [], pageInfo: {} } as never;
  };
  await listCategories({ categories, categoryPages: { load, clearAll: () => undefined } }, where, {});
  expect(requests).toEqual([parent]);
});
