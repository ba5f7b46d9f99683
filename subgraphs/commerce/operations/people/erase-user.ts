import type { ErasureStep } from '../../../../runtime/erasure/erase-user.ts';
import { productArchived } from '../../events.ts';
import type { CommerceStore } from '../../repository/index.ts';
import { releaseFiles } from '../shared/file-uses.ts';

/** Erases a part of what a person sells and has said of what they bought. */
export async function eraseUser(
  { now }: { readonly now: () => Date },
  store: CommerceStore,
  userId: string,
): Promise<ErasureStep> {
  const at = now();
  const offers = await store.eraseOffers(userId);
  await store.announceAll(
    productArchived,
    offers.onSale.map((productId) => ({ productId, sellerId: userId, at: at.toISOString() })),
    at,
  );
  for (const shown of offers.reviewFiles) await releaseFiles(store, shown, at);
  if (!offers.isComplete) return { isComplete: false };
  const reviews = await store.eraseReviews(userId);
  await store.refreshRatings(reviews.productIds);
  return { isComplete: reviews.isComplete };
}
