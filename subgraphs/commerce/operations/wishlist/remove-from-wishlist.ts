import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';

const INPUT = z.object({ productId: z.string().max(100) });

interface Needs extends Pick<CommerceContext, 'caller'> {
  readonly repository: Pick<CommerceContext['repository'], 'removeWish'>;
}

/** Takes a product from the wishlist of the viewer, and returns its id. Nothing changes when it is not in it. */
export async function removeFromWishlist(
  { caller, repository }: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput>> {
  const userId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  await repository.removeWish(userId, parsed.value.productId);
  return done(parsed.value.productId);
}
