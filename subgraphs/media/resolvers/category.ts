import type { MediaContext } from '../context.ts';
import type { CategoryResolvers, ResolversParentTypes } from '../generated.ts';

/** Fields of a category. */
export const category: CategoryResolvers = {
  __resolveReference: ({ id }, { categories }) => categories.load(id),
  parent: ({ parentId }, _, { categories }) => (parentId === null ? null : categories.load(parentId)),
  children: ({ id }, page, { categoryPages }) => categoryPages.load(id, page),
  ancestors: (own, _, context) => ancestorsOf(own, context),
  fileCount: ({ id }, _, { publicFileCounts }) => publicFileCounts.load(id),
};

/** From the root on. */
async function ancestorsOf(
  { scope, path }: ResolversParentTypes['Category'],
  { categoriesAt }: Pick<MediaContext, 'categoriesAt'>,
): Promise<ResolversParentTypes['Category'][]> {
  const slugs = path.split('/');
  const paths = slugs.slice(0, -1).map((_, at) => ({ scope, path: slugs.slice(0, at + 1).join('/') }));
  const ancestors = await Promise.all(paths.map((ancestor) => categoriesAt.load(ancestor)));
  return ancestors.filter((ancestor) => ancestor !== null);
}
