import type { CategoryScope } from '../../../../runtime/categories/category-events.ts';
import type { MediaStore } from '../../repository/index.ts';
import { findParent, positionBelow } from '../category-position.ts';
import { MAX_CATEGORY_LEVEL, slugTaken, tooDeep } from '../category-refusals.ts';
import { publishCategory } from '../move-subtree.ts';

/** A category of an older system. */
export interface CategoryDraft {
  readonly id: string;
  readonly scope: CategoryScope;
  /** Null at the root. */
  readonly parentId: string | null;
  readonly title: string;
}

/** What inserting one needs of a store that is bound to a transaction. */
export type InsertingStore = Pick<MediaStore, 'categories' | 'categoriesAt' | 'addCategory' | 'announce'>;

/**
 * Adds a category below its parent, or at the root, and publishes it. Others may not change the tree meanwhile. Null when it is
 * added, else why it cannot stand there.
 */
export async function insertCategory(
  store: InsertingStore,
  { id, scope, parentId, title }: CategoryDraft,
  now: Date,
): Promise<string | null> {
  const parent = await findParent(store, scope, parentId);
  if (!parent.ok) return parent.refusal.message;
  const category = { id, scope, ...positionBelow(parent.value, title) };
  if (category.level > MAX_CATEGORY_LEVEL) return tooDeep('parent').refusal.message;
  const [present = null] = await store.categoriesAt([category]);
  if (present !== null) return slugTaken('title').refusal.message;
  await store.addCategory(category, now);
  await publishCategory(store, category, now);
  return null;
}
