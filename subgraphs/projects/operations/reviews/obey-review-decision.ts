import type { ProjectsStore } from '../../repository/index.ts';

/** What moderators have decided about a review. */
interface ReviewDecision {
  readonly subjectId: string;
  readonly decision: 'HIDE' | 'REMOVE' | 'RESTORE';
}

/** Removes a review for good that moderators have removed, and what it counted; what they hide is hidden by the reads. */
export async function obeyReviewDecision(
  store: Pick<ProjectsStore, 'removeReview'>,
  { subjectId, decision }: ReviewDecision,
): Promise<undefined> {
  if (decision === 'REMOVE') await store.removeReview(subjectId);
  return undefined;
}
