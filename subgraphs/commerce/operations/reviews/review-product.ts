import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { CommerceContext } from '../../context.ts';
import { reviewAdded } from '../../events.ts';
import { showFiles } from '../shared/file-uses.ts';
import { REVIEW_FIELDS } from './review-fields.ts';

const INPUT = z.object({ orderLineId: z.string().max(100), ...REVIEW_FIELDS });

/** Why a product was not reviewed. */
export type ReviewProductRefusal =
  | InvalidInput
  | RefusalOf<'NotPurchased'>
  | RefusalOf<'AlreadyReviewed'>
  | AttachmentRefusal;

type Needs = Pick<CommerceContext, 'ask' | 'caller' | 'now' | 'repository' | 'signals'>;

/** Reviews a product that the viewer has bought, and returns the id of the review. */
export async function reviewProduct(context: Needs, raw: unknown): Promise<Result<string, ReviewProductRefusal>> {
  const authorId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { orderLineId, rating, text, mediaFileIds: fileIds } = parsed.value;
  const line = await context.repository.purchasedLine(orderLineId);
  if (line === null || line.buyerId !== authorId) return notPurchased;
  const attachable = await requireAttachable(context.ask, {
    ...{ service: 'commerce', ownerId: authorId, fileIds, path: ['mediaFileIds'] },
  });
  if (!attachable.ok) return attachable;
  const at = context.now();
  const outcome = await context.repository.transaction(async (store): Promise<Result<string, ReviewProductRefusal>> => {
    const product = await store.reviewedProduct(line.productId);
    if (product === null) return notPurchased;
    const id = newId('prv', at);
    const draft = { id, productId: line.productId, orderLineId, authorId, rating, text, fileIds, createdAt: at };
    if (!(await store.insertReview(draft))) return alreadyReviewed;
    await store.refreshRatings([line.productId]);
    await showFiles(store, { subjectId: id, ownerId: authorId }, at);
    const fact = { productId: line.productId, reviewId: id, authorId, rating, at: at.toISOString() };
    await store.announce(reviewAdded, { ...fact, ...product }, at);
    return done(id);
  });
  if (outcome.ok) await notifyWork(context.signals, 'commerce');
  return outcome;
}

const PATH = ['input', 'orderLineId'];

const notPurchased = refuse<RefusalOf<'NotPurchased'>>({
  __typename: 'NotPurchased',
  message: 'You can review what you have bought.',
  path: PATH,
});

const alreadyReviewed = refuse<RefusalOf<'AlreadyReviewed'>>({
  __typename: 'AlreadyReviewed',
  message: 'You have reviewed this product. You can change your review.',
  path: PATH,
});
