import { expect, test } from '@jest/globals';
import { createCatalogue, refusalIn } from '../../fixtures/catalogue-operations.ts';
import { removeFromWishlist } from './remove-from-wishlist.ts';

test('any product is taken away, also one that the viewer no longer sees', async () => {
  const { context, store } = createCatalogue({ product: null });
  expect(refusalIn(await removeFromWishlist(context, { productId: 'prd_1' }))).toBe('ok');
  expect(store.removeWish.mock.calls).toEqual([['usr_ada', 'prd_1']]);
});
