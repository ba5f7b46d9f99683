import { expect, test } from '@jest/globals';
import { BEN, createCatalogue, productWith, refusalIn, shopWith } from '../../fixtures/catalogue-operations.ts';
import { publishProduct } from './publish-product.ts';

const product = productWith({ state: 'DRAFT' });
const parts = (images: number, variants: number) => ({ countParts: async () => ({ images, variants }) });

test.each<[string, object, readonly string[]]>([
  ['without a shop', { shop: null }, ['SHOP']],
  ['with a shop that is closed', { shop: shopWith({ isOpen: false }) }, ['SHOP']],
  ['without a picture', { store: parts(0, 1) }, ['IMAGE']],
  ['without anything', { shop: null, store: parts(0, 0) }, ['SHOP', 'VARIANT', 'IMAGE']],
])('a product %s is not put on sale', async (_, world, missing) => {
  const { context, published } = createCatalogue({ product, ...world });
  expect(await publishProduct(context, { productId: 'prd_1' })).toMatchObject({ ok: false, refusal: { missing } });
  expect(published()).toEqual([]);
});

test('a service needs no picture', async () => {
  const world = { product: productWith({ state: 'DRAFT', kind: 'SERVICE' }), store: parts(0, 1) };
  expect(refusalIn(await publishProduct(createCatalogue(world).context, { productId: 'prd_1' }))).toBe('ok');
});

test('what moderators have removed, and what is another person’s, is not put on sale', async () => {
  const hidden = createCatalogue({ product, store: { hiddenByModerators: async () => [true] } });
  expect(refusalIn(await publishProduct(hidden.context, { productId: 'prd_1' }))).toBe('NotPermitted productId');
  const other = createCatalogue({ product, caller: BEN });
  expect(refusalIn(await publishProduct(other.context, { productId: 'prd_1' }))).toBe('NotFound productId');
});

test('it is published once', async () => {
  const draft = createCatalogue({ product });
  expect(refusalIn(await publishProduct(draft.context, { productId: 'prd_1' }))).toBe('ok');
  expect(draft.published()).toEqual(['commerce.file-access-restored', 'commerce.product-published']);
  const onSale = createCatalogue();
  expect(refusalIn(await publishProduct(onSale.context, { productId: 'prd_1' }))).toBe('ok');
  expect(onSale.published()).toEqual([]);
});
