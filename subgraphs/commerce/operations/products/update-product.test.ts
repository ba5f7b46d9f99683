import { expect, test } from '@jest/globals';
import { BEN, createCatalogue, productWith, refusalIn } from '../../fixtures/catalogue-operations.ts';
import { updateProduct } from './update-product.ts';

test('what is absent stays, and null takes away what can be absent', async () => {
  const product = productWith({ categoryId: 'cat_1', taxCode: 'txcd_99999999' });
  const { context, store } = createCatalogue({ product });
  expect(refusalIn(await updateProduct(context, { productId: 'prd_1', title: 'Pine', categoryId: null }))).toBe('ok');
  expect(store.editProduct.mock.calls).toMatchObject([
    [{ title: 'Pine', slug: 'oak-table', categoryId: null, taxCode: 'txcd_99999999' }],
  ]);
});

test('pictures that are no longer shown are released', async () => {
  const { context, published, store } = createCatalogue();
  expect(refusalIn(await updateProduct(context, { productId: 'prd_1', images: ['fil_1'] }))).toBe('ok');
  expect(published()).toEqual(['commerce.file-access-ended']);
  expect(store.enqueueWork).toHaveBeenCalledTimes(2);
});

test.each<[string, object, object, string]>([
  ['of another person', {}, { caller: BEN }, 'NotFound productId'],
  ['without a picture that is on sale', { images: [] }, {}, 'ProductIncomplete images'],
  ['with the slug of another', { slug: 'taken' }, { store: { editProduct: async () => false } }, 'SlugTaken slug'],
  ['in a category that is none', { categoryId: 'cat_2' }, {}, 'NotFound categoryId'],
])('a product %s is not changed', async (_, input, world, refusal) => {
  expect(refusalIn(await updateProduct(createCatalogue(world).context, { productId: 'prd_1', ...input }))).toBe(
    refusal,
  );
});
