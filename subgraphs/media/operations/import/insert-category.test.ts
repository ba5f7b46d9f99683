import { expect, test } from '@jest/globals';
import type { Category } from '../../repository/index.ts';
import { type InsertingStore, insertCategory } from './insert-category.ts';

const NOW = new Date('2026-12-01T12:00:00Z');

function createTree(...categories: Category[]) {
  const events: string[] = [];
  const store: InsertingStore = {
    categories: async (ids) => ids.map((id) => categories.find((one) => one.id === id) ?? null),
    categoriesAt: async (paths) => paths.map(({ path }) => categories.find((one) => one.path === path) ?? null),
    addCategory: async (category) => void categories.push(category),
    announce: async ({ name }) => void events.push(name),
  };
  return { store, categories, events };
}

const draft = (id: string, parentId: string | null, title = `Title ${id}`) => ({
  ...{ id, scope: 'MEDIA' as const, parentId, title },
});

test('a tree grows from its root and is published', async () => {
  const { store, categories, events } = createTree();
  expect(await insertCategory(store, draft('cat_1', null, 'Sport'), NOW)).toBeNull();
  expect(await insertCategory(store, draft('cat_2', 'cat_1', 'Climbing'), NOW)).toBeNull();
  expect(categories.map(({ path, level }) => [path, level])).toEqual([
    ['sport', 1],
    ['sport/climbing', 2],
  ]);
  expect(events).toEqual(['media.category-changed', 'media.category-changed']);
});

test('an unknown parent, a name that is there and a ninth level are refused', async () => {
  const { store } = createTree();
  expect(await insertCategory(store, draft('cat_1', 'cat_0'), NOW)).toContain('no such category');
  for (let level = 1; level <= 8; level += 1)
    expect(await insertCategory(store, draft(`cat_${level}`, level === 1 ? null : `cat_${level - 1}`), NOW)).toBeNull();
  expect(await insertCategory(store, draft('cat_9', 'cat_8'), NOW)).toContain('at most 8 levels');
  expect(await insertCategory(store, draft('cat_10', null, 'Title cat 1'), NOW)).toContain('there already');
});
