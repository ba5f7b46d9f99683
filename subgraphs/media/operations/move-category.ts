import { z } from 'zod';
import { moderatorScope, requireModerator } from '../../../runtime/operations/moderators.ts';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import type { Category } from '../repository/categories.ts';
import { findParent, positionBelow } from './category-position.ts';
import type { PositionRefusal } from './category-refusals.ts';
import { changeCategory } from './change-category.ts';
import type { CategoryNeeds } from './create-category.ts';
import { anyId } from './file-input.ts';
import { moveSubtree } from './move-subtree.ts';

const INPUT = z.object({ categoryId: anyId, parentId: anyId.nullish() });

/** Puts a category with all below it below another of its scope, or at the root. */
export async function moveCategory(
  context: CategoryNeeds,
  input: unknown,
): Promise<Result<Category, InvalidInput | PositionRefusal | RefusalOf<'CategoryCycle'>>> {
  requireModerator(context.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { categoryId, parentId = null } = parsed.value;
  return changeCategory<Category, PositionRefusal | RefusalOf<'CategoryCycle'>>(
    context,
    categoryId,
    async (store, category) => {
      const parent = await findParent(store, category.scope, parentId);
      if (!parent.ok) return parent;
      if (parent.value !== null && `${parent.value.path}/`.startsWith(`${category.path}/`)) return cycle;
      const to = positionBelow(parent.value, category.title);
      const placed = await moveSubtree(store, category, to, context.now(), 'parentId');
      if (!placed.ok) return placed;
      const [changed = null] = await store.categories([categoryId]);
      const audited = { scope: moderatorScope(context.caller), action: 'moveCategory', subjectId: categoryId };
      await store.recordAudit(context, { ...audited, before: category, after: changed });
      return done(changed ?? category);
    },
  );
}

const cycle = refuse({
  __typename: 'CategoryCycle',
  message: 'A category cannot stand below itself.',
  path: ['input', 'parentId'],
});
