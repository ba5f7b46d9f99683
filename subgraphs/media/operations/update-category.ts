import { z } from 'zod';
import { moderatorScope, requireModerator } from '../../../runtime/operations/moderators.ts';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import type { Category } from '../repository/categories.ts';
import { findParent, positionBelow } from './category-position.ts';
import type { PositionRefusal } from './category-refusals.ts';
import { categoryTitle } from './category-title.ts';
import { changeCategory } from './change-category.ts';
import type { CategoryNeeds } from './create-category.ts';
import { anyId } from './file-input.ts';
import { moveSubtree } from './move-subtree.ts';

const INPUT = z.object({ categoryId: anyId, title: categoryTitle });

/** Gives a category another title, and with it another slug; the paths of all below follow. */
export async function updateCategory(
  context: CategoryNeeds,
  input: unknown,
): Promise<Result<Category, InvalidInput | PositionRefusal>> {
  requireModerator(context.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { categoryId, title } = parsed.value;
  return changeCategory(context, categoryId, async (store, category) => {
    const parent = await findParent(store, category.scope, category.parentId);
    if (!parent.ok) return parent;
    const placed = await moveSubtree(store, category, positionBelow(parent.value, title), context.now(), 'title');
    if (!placed.ok) return placed;
    const [changed = null] = await store.categories([categoryId]);
    const audited = { scope: moderatorScope(context.caller), action: 'updateCategory', subjectId: categoryId };
    await store.recordAudit(context, { ...audited, before: category, after: changed });
    return done(changed ?? category);
  });
}
