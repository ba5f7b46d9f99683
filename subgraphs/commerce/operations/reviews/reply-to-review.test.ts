import { expect, test } from '@jest/globals';
import { BEN, createCatalogue, NOW, refusalIn } from '../../fixtures/catalogue-operations.ts';
import { replyToReview } from './reply-to-review.ts';

test('the seller answers', async () => {
  const { context, store } = createCatalogue();
  expect(refusalIn(await replyToReview(context, { reviewId: 'prv_1', text: 'Thanks' }))).toBe('ok');
  expect(store.replyToReview.mock.calls).toEqual([['prv_1', 'Thanks', NOW]]);
});

test.each<[string, object, object, string]>([
  ['who does not sell it', {}, { caller: BEN }, 'NotFound reviewId'],
  ['who may not see it', { reviewId: 'prv_2' }, {}, 'NotFound reviewId'],
  ['without a text', { text: '' }, {}, 'InvalidInput text'],
])('%s does not answer', async (_, input, world, refusal) => {
  const { context } = createCatalogue(world);
  expect(refusalIn(await replyToReview(context, { reviewId: 'prv_1', text: 'Thanks', ...input }))).toBe(refusal);
});
