import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { CommerceContext } from '../../context.ts';
import { releaseFiles, showFiles } from '../shared/file-uses.ts';
import { noReview, REVIEW_FIELDS } from './review-fields.ts';

const INPUT = z.object({
  reviewId: z.string().max(100),
  rating: REVIEW_FIELDS.rating.nullish(),
  text: REVIEW_FIELDS.text.nullish(),
  mediaFileIds: REVIEW_FIELDS.mediaFileIds.nullish(),
});

type Needs = Pick<CommerceContext, 'ask' | 'caller' | 'now' | 'repository' | 'signals'>;

/** Changes a review of the viewer, and returns its id; what is absent stays. */
export async function updateReview(
  context: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | AttachmentRefusal>> {
  const authorId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { reviewId, rating, text, mediaFileIds } = parsed.value;
  const attachable = await requireAttachable(context.ask, {
    ...{ service: 'commerce', ownerId: authorId, fileIds: mediaFileIds ?? [], path: ['mediaFileIds'] },
  });
  if (!attachable.ok) return attachable;
  const at = context.now();
  const outcome = await context.repository.transaction(async (store): Promise<Result<string, NotFound>> => {
    const review = await store.lockReview(reviewId);
    if (review === null || review.authorId !== authorId) return noReview();
    await store.editReview({ id: reviewId, rating: rating ?? review.rating, text: text ?? review.text, editedAt: at });
    if (rating != null && rating !== review.rating) await store.refreshRatings([review.productId]);
    if (mediaFileIds != null) {
      const before = await store.replaceReviewFiles(reviewId, mediaFileIds);
      const showing = { subjectId: reviewId, ownerId: authorId };
      await releaseFiles(store, { ...showing, fileIds: before.filter((id) => !mediaFileIds.includes(id)) }, at);
      await showFiles(store, showing, at);
    }
    return done(reviewId);
  });
  if (outcome.ok) await notifyWork(context.signals, 'commerce');
  return outcome;
}
