import { type NotFound, notFound } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { slugOf } from '../../../runtime/text/slug-of.ts';
import type { Category, CategoryPosition } from '../repository/categories.ts';
import type { MediaStore } from '../repository/index.ts';

/** The category below which another is to stand; null for the root. `field` is that of the input. */
export async function findParent(
  store: Pick<MediaStore, 'categories'>,
  scope: Category['scope'],
  parentId: string | null,
  field = 'parentId',
): Promise<Result<Category | null, NotFound>> {
  if (parentId === null) return done(null);
  const [parent = null] = await store.categories([parentId]);
  return parent?.scope === scope ? done(parent) : notFound('There is no such category in this tree.', field);
}

/** Where a category of this title stands below a parent. */
export function positionBelow(parent: Category | null, title: string): CategoryPosition {
  const slug = slugOf(title);
  return {
    ...{ parentId: parent?.id ?? null, slug, title },
    path: parent === null ? slug : `${parent.path}/${slug}`,
    level: (parent?.level ?? 0) + 1,
  };
}
