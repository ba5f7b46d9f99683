import { z } from 'zod';
import { moderatorScope, requireModerator } from '../../../runtime/operations/moderators.ts';
import { type InvalidInput, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { categoryDeleted } from '../events.ts';
import type { Category } from '../repository/categories.ts';
import type { MediaStore } from '../repository/index.ts';
import { findParent, positionBelow } from './category-position.ts';
import type { PositionRefusal } from './category-refusals.ts';
import { changeCategory } from './change-category.ts';
import type { CategoryNeeds } from './create-category.ts';
import { anyId } from './file-input.ts';
import { moveSubtree } from './move-subtree.ts';

/** Why a category is not deleted. */
export type DeleteCategoryRefusal =
  | InvalidInput
  | PositionRefusal
  | (RefusalOf<'CategoryInUse'> & { readonly count: number });

const INPUT = z.object({ categoryId: anyId, moveToId: anyId.nullish() });

/** Deletes a category. What is in it, files and categories, goes to another of its scope; without one it has to be empty. */
export async function deleteCategory(
  context: CategoryNeeds,
  input: unknown,
): Promise<Result<Category, DeleteCategoryRefusal>> {
  requireModerator(context.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { categoryId, moveToId = null } = parsed.value;
  return changeCategory<Category, DeleteCategoryRefusal>(context, categoryId, async (store, category) => {
    const now = context.now();
    const emptied = await emptyCategory(store, category, moveToId, now);
    if (!emptied.ok) return emptied;
    await store.removeCategory(categoryId);
    const { scope } = category;
    await store.announce(categoryDeleted, { categoryId, scope, movedToId: moveToId, at: now.toISOString() }, now);
    const audited = { scope: moderatorScope(context.caller), action: 'deleteCategory', subjectId: categoryId };
    await store.recordAudit(context, { ...audited, before: category, after: null });
    return done(category);
  });
}

async function emptyCategory(
  store: MediaStore,
  category: Category,
  moveToId: string | null,
  now: Date,
): Promise<Result<null, DeleteCategoryRefusal>> {
  const [children, fileCount] = await Promise.all([store.childrenOf(category.id), store.filesIn(category.id)]);
  const count = children.length + fileCount;
  if (moveToId === null) return count === 0 ? done(null) : inUse(count);
  const target = await findParent(store, category.scope, moveToId, 'moveToId');
  if (!target.ok) return target;
  if (target.value === null || `${target.value.path}/`.startsWith(`${category.path}/`))
    return notFound('What is in a category cannot go to one that is in it.', 'moveToId');
  for (const child of children) {
    const placed = await moveSubtree(store, child, positionBelow(target.value, child.title), now, 'moveToId');
    if (!placed.ok) return placed;
  }
  await store.moveFiles(category.id, moveToId);
  return done(null);
}

const inUse = (count: number) =>
  refuse({
    __typename: 'CategoryInUse',
    message: 'The category is not empty.',
    path: ['input', 'categoryId'],
    count,
  });
