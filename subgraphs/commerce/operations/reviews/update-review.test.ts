import { expect, test } from '@jest/globals';
import { BEN, createCatalogue, refusalIn } from '../../fixtures/catalogue-operations.ts';
import { updateReview } from './update-review.ts';

test('other stars are counted anew, and files that are no longer shown are released', async () => {
  const { context, store, published } = createCatalogue({ caller: BEN });
  expect(refusalIn(await updateReview(context, { reviewId: 'prv_1', rating: 2, mediaFileIds: ['fil_1'] }))).toBe('ok');
  expect(store.editReview.mock.calls).toMatchObject([[{ rating: 2, text: 'Good' }]]);
  expect(store.refreshRatings).toHaveBeenCalledTimes(1);
  expect(published()).toEqual(['commerce.file-access-ended']);
});

test('the same stars are not counted anew', async () => {
  const { context, store } = createCatalogue({ caller: BEN });
  expect(refusalIn(await updateReview(context, { reviewId: 'prv_1', rating: 4, text: 'Fine' }))).toBe('ok');
  expect(store.refreshRatings).not.toHaveBeenCalled();
});

test.each<[string, string, object]>([
  ['the review of another, be it of one’s own product', 'prv_1', {}],
  ['a review that is none', 'prv_2', { caller: BEN }],
])('a person does not change %s', async (_, reviewId, world) => {
  expect(refusalIn(await updateReview(createCatalogue(world).context, { reviewId, text: 'x' }))).toBe(
    'NotFound reviewId',
  );
});
