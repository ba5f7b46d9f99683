import { expect, test } from '@jest/globals';
import { BEN, createCatalogue, refusalIn } from '../../fixtures/catalogue-operations.ts';
import { archiveProduct } from './archive-product.ts';

test('a product that was on sale is published as archived, and its pictures are withheld', async () => {
  const { context, published } = createCatalogue();
  expect(refusalIn(await archiveProduct(context, { productId: 'prd_1' }))).toBe('ok');
  expect(published()).toEqual(['commerce.file-access-ended', 'commerce.product-archived']);
});

test('a draft is archived silently', async () => {
  const { context, published } = createCatalogue({ store: { archiveProduct: async () => null } });
  expect(refusalIn(await archiveProduct(context, { productId: 'prd_1' }))).toBe('ok');
  expect(published()).toEqual([]);
});

test('the product of another person is not archived', async () => {
  const { context, store } = createCatalogue({ caller: BEN });
  expect(refusalIn(await archiveProduct(context, { productId: 'prd_1' }))).toBe('NotFound productId');
  expect(store.archiveProduct).not.toHaveBeenCalled();
});
