import { expect, test } from '@jest/globals';
import { BEN, createCatalogue, eur, refusalIn } from '../../fixtures/catalogue-operations.ts';
import { createProductVariant } from './create-product-variant.ts';

const input = (more: object = {}) => ({
  ...{ productId: 'prd_1', options: [{ name: 'Size', value: 'M' }], price: eur(900n), stock: 4, stockPolicy: 'DENY' },
  ...more,
});

test('a variant is added with its first stock', async () => {
  const { context, store } = createCatalogue();
  expect(refusalIn(await createProductVariant(context, input({ sku: 'N-1' })))).toBe('ok');
  expect(store.insertVariants.mock.calls).toMatchObject([
    [{ productId: 'prd_1', currency: 'EUR' }, [{ sku: 'N-1', onHand: 4n }]],
  ]);
  expect(store.addMovements).toHaveBeenCalledTimes(1);
});

test.each<[string, object, object, string]>([
  ['to the product of another person', {}, { caller: BEN }, 'NotFound productId'],
  ['in another currency', { price: { amount: 1n, currency: 'USD' } }, {}, 'CurrencyMismatch price'],
  [
    'with an option twice',
    {
      options: [
        { name: 'Size', value: 'M' },
        { name: 'size', value: 'L' },
      ],
    },
    {},
    'InvalidInput options',
  ],
  ['with a number in use', { sku: 'T-1' }, { store: { usedSkus: async () => ['T-1'] } }, 'SkuTaken sku'],
  ['as the 101st', {}, { store: { countParts: async () => ({ images: 1, variants: 100 }) } }, 'InvalidInput productId'],
])('a variant is not added %s', async (_, more, world, refusal) => {
  const { context, store } = createCatalogue(world);
  expect(refusalIn(await createProductVariant(context, input(more)))).toBe(refusal);
  expect(store.insertVariants).not.toHaveBeenCalled();
});
