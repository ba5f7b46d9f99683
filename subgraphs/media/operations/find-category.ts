import type { Connection, PageArguments } from '../../../runtime/operations/connection.ts';
import type { MediaContext } from '../context.ts';
import type { Category } from '../repository/index.ts';

/** Categories below one, or at the root of the scope; none below one of another scope. By slug. */
export async function listCategories(
  {
    categories,
    categoryPages,
  }: Pick<MediaContext, 'categoryPages'> & { categories: Pick<MediaContext['categories'], 'load'> },
  { scope, parentId }: { readonly scope: Category['scope']; readonly parentId?: string | null | undefined },
  page: PageArguments,
): Promise<Connection<Category>> {
  if (parentId == null) return categoryPages.load(scope, page);
  const parent = await categories.load(parentId);
  // Nothing is below an id that nobody has.
  return categoryPages.load(parent?.scope === scope ? parentId : '', page);
}

/** A category by its id, or by its path in a scope; null when there is none, or neither is given. */
export async function findCategory(
  {
    categories,
    categoriesAt,
  }: { categories: Pick<MediaContext['categories'], 'load'>; categoriesAt: Pick<MediaContext['categoriesAt'], 'load'> },
  by: {
    readonly id?: string | null | undefined;
    readonly scope?: Category['scope'] | null | undefined;
    readonly path?: string | null | undefined;
  },
): Promise<Category | null> {
  if (by.id != null) return categories.load(by.id);
  return by.path == null ? null : categoriesAt.load({ scope: by.scope ?? 'MEDIA', path: by.path });
}
