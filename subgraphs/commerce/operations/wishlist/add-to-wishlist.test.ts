import { expect, test } from '@jest/globals';
import { BEN, createCatalogue, NOW, refusalIn } from '../../fixtures/catalogue-operations.ts';
import { addToWishlist, MAX_WISHES } from './add-to-wishlist.ts';

test('a product that the viewer sees is added', async () => {
  const { context, store } = createCatalogue({ caller: BEN });
  expect(refusalIn(await addToWishlist(context, { productId: 'prd_1' }))).toBe('ok');
  expect(store.addWish.mock.calls).toEqual([['usr_ben', 'prd_1', NOW, MAX_WISHES]]);
});

test.each<[string, string, object, string]>([
  ['that the viewer does not see', 'prd_2', {}, 'NotFound productId'],
  ['beyond the last one', 'prd_1', { store: { addWish: async () => false } }, 'InvalidInput productId'],
])('a product %s is not added', async (_, productId, world, refusal) => {
  expect(refusalIn(await addToWishlist(createCatalogue(world).context, { productId }))).toBe(refusal);
});
