import type { CommerceContext } from '../../context.ts';
import type { Product } from '../../repository/index.ts';

type Needs = Pick<CommerceContext, 'products'> & {
  readonly repository: Pick<CommerceContext['repository'], 'productIdOfSlug'>;
};

/** A product that the viewer may see, by its id or, without one, by its slug; null when there is none. */
export async function findProduct(
  { products, repository }: Needs,
  { id, slug }: { readonly id: string | null; readonly slug: string | null },
): Promise<Product | null> {
  const found = id ?? (slug === null ? null : await repository.productIdOfSlug(slug));
  return found === null ? null : products.load(found);
}
