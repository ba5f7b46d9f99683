import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import { catalogueRefusal, type ProductIncomplete } from '../shared/catalogue-refusals.ts';
import { announceStock } from '../stock/announce-stock.ts';
import { noVariant } from './own-product.ts';

const INPUT = z.object({ variantId: z.string().max(100) });

/** Why a variant was not archived. */
export type ArchiveVariantRefusal = InvalidInput | NotFound | ProductIncomplete;

type Needs = Pick<CommerceContext, 'caller' | 'now' | 'repository' | 'signals'>;

/** Takes a variant of the viewer off sale for good, and returns its id. Nothing changes when it is archived. */
export async function archiveProductVariant(
  { caller, now, repository, signals }: Needs,
  raw: unknown,
): Promise<Result<string, ArchiveVariantRefusal>> {
  const sellerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { variantId } = parsed.value;
  const outcome = await repository.transaction(async (store): Promise<Result<string, ArchiveVariantRefusal>> => {
    const [variant = null] = await store.ownVariants(sellerId, [variantId]);
    if (variant === null) return noVariant();
    if (variant.archivedAt !== null) return done(variantId);
    // All of them: two calls at a time must not archive the last two. The variants first, as orders lock them.
    const left = await store.lockVariantsOf(variant.productId);
    const product = await store.lockProduct(sellerId, variant.productId);
    if (product?.state === 'PUBLISHED' && left.every(({ id }) => id === variantId))
      return catalogueRefusal.productIncomplete(['VARIANT'], 'variantId');
    await store.archiveVariant(variantId, now());
    return done(variantId);
  });
  if (outcome.ok) await announceStock(signals, [outcome.value]);
  return outcome;
}
