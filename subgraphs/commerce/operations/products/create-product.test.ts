import { expect, test } from '@jest/globals';
import { createCatalogue, eur, refusalIn } from '../../fixtures/catalogue-operations.ts';
import { createProduct } from './create-product.ts';

const variant = (more: object = {}) => ({ options: [], price: eur(100n), stock: 0, stockPolicy: 'DENY', ...more });
const input = (more: object = {}) => ({
  ...{
    title: 'Oak table',
    description: '',
    tags: [],
    attributes: [],
    images: [],
    kind: 'PHYSICAL',
    variants: [variant()],
  },
  ...more,
});

test.each<[string, object, string]>([
  ['without a title', { title: ' ' }, 'InvalidInput title'],
  ['without variants', { variants: [] }, 'InvalidInput variants'],
  ['with a slug in capitals', { slug: 'Oak' }, 'InvalidInput slug'],
  ['with 13 pictures', { images: Array.from({ length: 13 }, (_, at) => `fil_${at}`) }, 'InvalidInput images'],
  ['with a picture that is being processed', { images: ['fil_new'] }, 'MediaNotReady images'],
  ['with a file of nobody', { images: ['fil_none'] }, 'MediaUnavailable images'],
  ['in a category that is none', { categoryId: 'cat_none' }, 'NotFound categoryId'],
  [
    'in two currencies',
    { variants: [variant(), variant({ price: { amount: 1n, currency: 'USD' } })] },
    'CurrencyMismatch variants 1 price',
  ],
  [
    'with a former price that is less',
    { variants: [variant({ compareAtPrice: eur(100n) })] },
    'InvalidInput variants 0 compareAtPrice',
  ],
  ['with a negative price', { variants: [variant({ price: eur(-1n) })] }, 'InvalidInput variants 0 price amount'],
  ['with a number twice', { variants: [variant({ sku: 'A' }), variant({ sku: 'A' })] }, 'SkuTaken variants 1 sku'],
  ['with a number in use', { variants: [variant(), variant({ sku: 'USED' })] }, 'SkuTaken variants 1 sku'],
  ['with 2^31 units', { variants: [variant({ stock: 2 ** 31 })] }, 'InvalidInput variants 0 stock'],
  ['with a tax code of another form', { taxCode: 'standard' }, 'InvalidInput taxCode'],
])('a product %s is refused, and nothing is stored', async (_, more, refusal) => {
  const used = { usedSkus: async (__: string, skus: readonly string[]) => skus.filter((sku) => sku === 'USED') };
  const { context, store } = createCatalogue({ files: { fil_new: 'PROCESSING' }, store: used });

  expect(refusalIn(await createProduct(context, input(more)))).toBe(refusal);
  expect(store.insertProduct).not.toHaveBeenCalled();
});

test('a product is stored with its variants and the record of their stock', async () => {
  const { context, store } = createCatalogue();
  const variants = [variant({ stock: 3 }), variant()];
  const result = await createProduct(
    context,
    input({ tags: ['#Oak', 'Oak'], variants, images: ['fil_1'], categoryId: 'cat_1' }),
  );

  expect(result).toMatchObject({ ok: true, isReplay: false });
  expect(store.insertProduct.mock.calls).toMatchObject([
    [{ slug: 'oak-table', tags: ['Oak'], currency: 'EUR', fileIds: ['fil_1'] }],
  ]);
  expect(store.addMovements.mock.calls).toMatchObject([[[{ kind: 'INITIAL', delta: 3n, onHand: 3n }]]]);
  expect(store.enqueueWork).toHaveBeenCalledTimes(1);
});

test('an address that another product has gets a part of the id, unless the seller has named it', async () => {
  const store = { insertProduct: async ({ slug }: { readonly slug: string }) => slug !== 'oak-table' };
  expect(refusalIn(await createProduct(createCatalogue({ store }).context, input()))).toBe('ok');
  expect(refusalIn(await createProduct(createCatalogue({ store }).context, input({ slug: 'oak-table' })))).toBe(
    'SlugTaken slug',
  );
});
