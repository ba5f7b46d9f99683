import type { Result } from '../../../runtime/operations/result.ts';
import type { CommerceContext } from '../context.ts';

/** The payload with a product, read again with the permissions of now; null when refused. */
export async function productPayload<Refusal>(
  { products, variantsOfProducts, files }: Pick<CommerceContext, 'products' | 'variantsOfProducts' | 'files'>,
  result: Result<string, Refusal>,
) {
  if (!result.ok) return { product: null, errors: [result.refusal] };
  for (const loader of [products, variantsOfProducts, files]) loader.clear(result.value);
  return { product: await products.load(result.value), errors: [] };
}

/** The payload with a variant, read again with the permissions of now; null when refused. */
export async function variantPayload<Refusal>(
  { variants }: Pick<CommerceContext, 'variants'>,
  result: Result<string, Refusal>,
) {
  if (!result.ok) return { variant: null, errors: [result.refusal] };
  variants.clear(result.value);
  return { variant: await variants.load(result.value), errors: [] };
}

/** The payload with a shop, read again with the permissions of now; null when refused. */
export async function shopPayload<Refusal>({ shops }: Pick<CommerceContext, 'shops'>, result: Result<string, Refusal>) {
  if (!result.ok) return { shop: null, errors: [result.refusal] };
  shops.clear(result.value);
  return { shop: await shops.load(result.value), errors: [] };
}

/** The payload with a review, read again with the permissions of now; null when refused. */
export async function reviewPayload<Refusal>(
  { reviews, files }: Pick<CommerceContext, 'reviews' | 'files'>,
  result: Result<string, Refusal>,
) {
  if (!result.ok) return { review: null, errors: [result.refusal] };
  for (const loader of [reviews, files]) loader.clear(result.value);
  return { review: await reviews.load(result.value), errors: [] };
}
