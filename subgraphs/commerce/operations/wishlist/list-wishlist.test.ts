import { expect, test } from '@jest/globals';
import { createCatalogue, NOW, productWith } from '../../fixtures/catalogue-operations.ts';
import { listWishlist } from './list-wishlist.ts';

test('products are listed with the time when they were added', async () => {
  const wish = { ...productWith(), addedAt: NOW };
  const { context } = createCatalogue({ store: { wishlist: async () => [wish] } });
  expect((await listWishlist(context, { first: 1 })).edges).toMatchObject([{ node: { id: 'prd_1' }, addedAt: NOW }]);
});
