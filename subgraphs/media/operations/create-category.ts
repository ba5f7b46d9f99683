import { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import { moderatorScope, requireModerator } from '../../../runtime/operations/moderators.ts';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import type { MediaContext } from '../context.ts';
import type { Category } from '../repository/categories.ts';
import { findParent, positionBelow } from './category-position.ts';
import { MAX_CATEGORY_LEVEL, type PositionRefusal, slugTaken, tooDeep } from './category-refusals.ts';
import { categoryTitle } from './category-title.ts';
import { anyId } from './file-input.ts';
import { publishCategory } from './move-subtree.ts';

const INPUT = z.object({
  title: categoryTitle,
  parentId: anyId.nullish(),
  scope: z.enum(['MEDIA', 'PRODUCT', 'STREAM', 'PROJECT']),
});

export interface CategoryNeeds extends Pick<MediaContext, 'caller' | 'now' | 'requestId'> {
  readonly repository: Pick<MediaContext['repository'], 'transaction'>;
}

/** Adds a category below another of its scope, or at the root. */
export async function createCategory(
  context: CategoryNeeds,
  input: unknown,
): Promise<Result<Category, InvalidInput | PositionRefusal>> {
  requireModerator(context.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { title, parentId = null, scope } = parsed.value;
  return context.repository.transaction(async (store): Promise<Result<Category, PositionRefusal>> => {
    await store.lockCategories(scope);
    const parent = await findParent(store, scope, parentId);
    if (!parent.ok) return parent;
    const now = context.now();
    const category = { id: newId('cat', now), scope, ...positionBelow(parent.value, title) };
    if (category.level > MAX_CATEGORY_LEVEL) return tooDeep('parentId');
    const [present = null] = await store.categoriesAt([category]);
    if (present !== null) return slugTaken('title');
    await store.addCategory(category, now);
    await publishCategory(store, category, now);
    const audited = { scope: moderatorScope(context.caller), action: 'createCategory', subjectId: category.id };
    await store.recordAudit(context, { ...audited, before: null, after: category });
    return done(category);
  });
}
