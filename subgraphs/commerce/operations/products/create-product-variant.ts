import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import { type CurrencyMismatch, catalogueRefusal, type SkuTaken } from '../shared/catalogue-refusals.ts';
import { addVariants, checkVariants, refuseUsedSkus } from './add-variants.ts';
import { noProduct } from './own-product.ts';
import { MAX_VARIANTS, NEW_VARIANT } from './product-fields.ts';

const INPUT = NEW_VARIANT.extend({ productId: z.string().max(100) });

/** Why no variant was added. */
export type CreateVariantRefusal = InvalidInput | NotFound | SkuTaken | CurrencyMismatch;

const pathOf = (): readonly string[] => [];

/** Adds a variant to a product of the viewer, behind its others, and returns its id. */
export async function createProductVariant(
  { caller, now, repository }: Pick<CommerceContext, 'caller' | 'now' | 'repository'>,
  raw: unknown,
): Promise<Result<string, CreateVariantRefusal>> {
  const sellerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { productId, ...variant } = parsed.value;
  return repository.transaction(async (store): Promise<Result<string, CreateVariantRefusal>> => {
    const product = await store.lockProduct(sellerId, productId);
    if (product === null) return noProduct();
    const { currency } = product;
    const checked = checkVariants([variant], { currency, pathOf });
    if (!checked.ok) return checked;
    if ((await store.countParts(productId)).variants >= MAX_VARIANTS)
      return catalogueRefusal.invalidInput('A product has at most 100 variants.', 'productId');
    const used = await refuseUsedSkus(store, [variant], { sellerId, pathOf });
    if (used !== null) return used;
    const [id = ''] = await addVariants(store, [variant], { productId, sellerId, currency }, now());
    return done(id);
  });
}
