import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import { noReview } from './review-fields.ts';

const INPUT = z.object({ reviewId: z.string().max(100), text: text('An answer', { max: 2_000 }) });

type Needs = Pick<CommerceContext, 'caller' | 'now' | 'repository' | 'reviews'>;

/** Answers a review of a product of the viewer, or changes the answer; returns the id of the review. */
export async function replyToReview(
  { caller, now, repository, reviews }: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound>> {
  const sellerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { reviewId, text: reply } = parsed.value;
  // What the seller may not see, they cannot answer.
  if ((await reviews.load(reviewId)) === null) return noReview();
  return repository.transaction(async (store): Promise<Result<string, NotFound>> => {
    const review = await store.lockReview(reviewId);
    if (review === null || review.sellerId !== sellerId) return noReview();
    await store.replyToReview(reviewId, reply, now());
    return done(reviewId);
  });
}
