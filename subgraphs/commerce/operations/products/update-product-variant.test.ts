import { expect, test } from '@jest/globals';
import { BEN, createCatalogue, eur, NOW, refusalIn, variantWith } from '../../fixtures/catalogue-operations.ts';
import { updateProductVariant } from './update-product-variant.ts';

test('what is absent stays, null takes away, and followers of the stock are signalled', async () => {
  const variant = variantWith({ compareAtPrice: 2000n, lowStockAt: 3n });
  const { context, store, signalled } = createCatalogue({ variant });
  const result = await updateProductVariant(context, { variantId: 'pvr_1', price: eur(1200n), compareAtPrice: null });
  expect(refusalIn(result)).toBe('ok');
  expect(store.editVariant.mock.calls).toMatchObject([
    [{ price: 1200n, compareAtPrice: null, lowStockAt: 3n, sku: 'T-1' }],
  ]);
  expect(signalled).toEqual(['commerce.stock.pvr_1']);
});

test.each<[string, object, object, string]>([
  ['of another person', {}, { caller: BEN }, 'NotFound variantId'],
  ['that is archived', {}, { variant: variantWith({ archivedAt: NOW }) }, 'NotFound variantId'],
  ['to another currency', { price: { amount: 1n, currency: 'USD' } }, {}, 'CurrencyMismatch price'],
  [
    'to a price above the former one',
    { price: eur(3000n), compareAtPrice: eur(2000n) },
    {},
    'InvalidInput compareAtPrice',
  ],
  ['to a number in use', { sku: 'X' }, { store: { usedSkus: async () => ['X'] } }, 'SkuTaken sku'],
  ['to be uncounted while orders reserve it', { stockPolicy: 'UNTRACKED' }, {}, 'StockReserved stockPolicy'],
  [
    'to what is on hand alone while orders reserve more',
    { stockPolicy: 'DENY' },
    { variant: variantWith({ stockPolicy: 'BACKORDER', onHand: 1n }) },
    'StockReserved stockPolicy',
  ],
])('a variant is not changed %s', async (_, input, world, refusal) => {
  const { context, store } = createCatalogue(world);
  expect(refusalIn(await updateProductVariant(context, { variantId: 'pvr_1', ...input }))).toBe(refusal);
  expect(store.editVariant).not.toHaveBeenCalled();
});
