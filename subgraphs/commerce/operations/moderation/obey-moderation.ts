import type { ObeyedDecision } from '../../../../runtime/moderation/when-content-is-moderated.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { CommerceContext } from '../../context.ts';
import type { CommerceStore } from '../../repository/index.ts';
import { takeOffSale } from '../products/archive-product.ts';
import { releaseFiles, shareFiles } from '../shared/file-uses.ts';

/** What wakes the work that follows a decision. */
export interface ObeyingNeeds {
  readonly signals: Pick<CommerceContext['signals'], 'notify'>;
}

/**
 * Archives a product or removes a review for good, or withholds or shows again the files of one that was hidden or restored, in the
 * caller's transaction; the rows themselves are hidden by every read. A product that was removed stays with its seller: orders are
 * about it. Returns what is left for after the commit.
 */
export async function obeyModeration(
  { signals }: ObeyingNeeds,
  store: CommerceStore,
  { subjectId, decision, at }: ObeyedDecision,
): Promise<() => Promise<void>> {
  const [files = []] = await store.filesOf([subjectId]);
  const fileIds = files.map(({ fileId }) => fileId);
  if (subjectId.startsWith('prd_')) {
    const content = await store.reportedContent(subjectId);
    if (decision === 'REMOVE') await takeOffSale(store, subjectId, at);
    else if (content !== null)
      await shareFiles(store, { ownerId: content.authorId, fileIds }, decision === 'RESTORE', at);
  } else {
    const review = await store.lockReview(subjectId);
    if (review !== null) {
      const { authorId: ownerId, productId } = review;
      if (decision === 'REMOVE') {
        await store.deleteReview(subjectId);
        await releaseFiles(store, { subjectId, ownerId, fileIds }, at);
      } else await shareFiles(store, { ownerId, fileIds }, decision === 'RESTORE', at);
      await store.refreshRatings([productId]);
    }
  }
  return () => notifyWork(signals, 'commerce');
}
