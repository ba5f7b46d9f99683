import { done, type Result } from '../../../runtime/operations/result.ts';
import { categoryChanged } from '../events.ts';
import type { Category, CategoryPosition } from '../repository/categories.ts';
import type { MediaStore } from '../repository/index.ts';
import { MAX_CATEGORY_LEVEL, type PositionRefusal, slugTaken, tooDeep } from './category-refusals.ts';

/** Changes the title or the place of a category with all below it, and publishes each change. Others may not change the tree meanwhile. */
export async function moveSubtree(
  store: Pick<MediaStore, 'announce' | 'categoriesAt' | 'lowestLevelIn' | 'moveSubtree'>,
  category: Category,
  to: CategoryPosition,
  now: Date,
  field: string,
): Promise<Result<null, PositionRefusal>> {
  const depth = (await store.lowestLevelIn(category)) - category.level;
  if (to.level + depth > MAX_CATEGORY_LEVEL) return tooDeep(field);
  const [present = null] = await store.categoriesAt([{ scope: category.scope, path: to.path }]);
  if (present !== null && present.id !== category.id) return slugTaken(field);
  for (const changed of await store.moveSubtree(category, to, now)) await publishCategory(store, changed, now);
  return done(null);
}

/** Publishes how a category stands now. */
export const publishCategory = (
  store: Pick<MediaStore, 'announce'>,
  { id: categoryId, scope, parentId, title, path }: Category,
  now: Date,
): Promise<void> =>
  store.announce(categoryChanged, { categoryId, scope, parentId, title, path, at: now.toISOString() }, now);
