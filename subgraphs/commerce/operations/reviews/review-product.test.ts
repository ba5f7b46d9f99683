import { expect, test } from '@jest/globals';
import { BEN, createCatalogue, refusalIn } from '../../fixtures/catalogue-operations.ts';
import { reviewProduct } from './review-product.ts';

const input = (more: object = {}) => ({ orderLineId: 'oln_1', rating: 5, text: 'Good', mediaFileIds: [], ...more });

test('a buyer reviews what they have bought, and its seller learns of it', async () => {
  const { context, store, published } = createCatalogue({ caller: BEN });
  expect(refusalIn(await reviewProduct(context, input()))).toBe('ok');
  expect(store.insertReview.mock.calls).toMatchObject([
    [{ authorId: 'usr_ben', productId: 'prd_1', orderLineId: 'oln_1' }],
  ]);
  expect(store.refreshRatings.mock.calls).toEqual([[['prd_1']]]);
  expect(published()).toEqual(['commerce.review-added']);
});

test.each<[string, object, object, string]>([
  ['what somebody else has bought', {}, {}, 'NotPurchased orderLineId'],
  ['what nobody has bought', { orderLineId: 'oln_2' }, { caller: BEN }, 'NotPurchased orderLineId'],
  ['what is gone', {}, { caller: BEN, product: null }, 'NotPurchased orderLineId'],
  ['a product twice', {}, { caller: BEN, store: { insertReview: async () => false } }, 'AlreadyReviewed orderLineId'],
  ['with six stars', { rating: 6 }, { caller: BEN }, 'InvalidInput rating'],
  ['with a file of nobody', { mediaFileIds: ['fil_9'] }, { caller: BEN }, 'MediaUnavailable mediaFileIds'],
])('a person does not review %s', async (_, more, world, refusal) => {
  const { context, published } = createCatalogue(world);
  expect(refusalIn(await reviewProduct(context, input(more)))).toBe(refusal);
  expect(published()).toEqual([]);
});
