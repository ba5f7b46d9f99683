import { expect, test } from '@jest/globals';
import { BEN, createCatalogue, NOW, productWith, refusalIn, variantWith } from '../../fixtures/catalogue-operations.ts';
import { archiveProductVariant } from './archive-product-variant.ts';

const two = { lockVariantsOf: async () => [variantWith(), variantWith({ id: 'pvr_2' })] };

test.each<[string, object, string, number]>([
  ['one of two', { store: two }, 'ok', 1],
  ['the last one of what is on sale', {}, 'ProductIncomplete variantId', 0],
  ['the last one of a draft', { product: productWith({ state: 'DRAFT' }) }, 'ok', 1],
  ['one of another person', { caller: BEN, store: two }, 'NotFound variantId', 0],
  ['one that is archived, which changes nothing', { variant: variantWith({ archivedAt: NOW }) }, 'ok', 0],
])('archives %s', async (_, world, outcome, times) => {
  const { context, store } = createCatalogue(world);
  expect(refusalIn(await archiveProductVariant(context, { variantId: 'pvr_1' }))).toBe(outcome);
  expect(store.archiveVariant).toHaveBeenCalledTimes(times);
});
