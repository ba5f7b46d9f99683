import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import { catalogueRefusal } from '../shared/catalogue-refusals.ts';

const INPUT = z.object({ productId: z.string().max(100) });

/** Most products of a wishlist. */
export const MAX_WISHES = 1_000;

type Needs = Pick<CommerceContext, 'caller' | 'now' | 'products' | 'repository'>;

/** Adds a product to the wishlist of the viewer, and returns its id. Nothing changes when it is in it. */
export async function addToWishlist(
  { caller, now, products, repository }: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound>> {
  const userId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { productId } = parsed.value;
  if ((await products.load(productId)) === null) return notFound('There is no such product.', 'productId');
  const isAdded = await repository.transaction((store) => store.addWish(userId, productId, now(), MAX_WISHES));
  if (isAdded) return done(productId);
  return catalogueRefusal.invalidInput('A wishlist holds at most 1,000 products.', 'productId');
}
