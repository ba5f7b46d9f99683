import { expect, test } from '@jest/globals';
import { createCatalogue, NOW } from '../../fixtures/catalogue-operations.ts';
import { publishLowStock } from './publish-low-stock.ts';

test('each variant of which few are left is published, batch after batch', async () => {
  const low = { variantId: 'pvr_1', productId: 'prd_1', sellerId: 'usr_ada', title: 'Oak table', available: 1n };
  const batches = [Array.from({ length: 100 }, () => low), [low]];
  const { context, store } = createCatalogue({ store: { noteLowStock: async () => batches.shift() ?? [] } });
  await publishLowStock(context, new AbortController().signal);
  const facts = store.announceAll.mock.calls.map(([, published]) => [published].flat());
  expect(facts.map(({ length }) => length)).toEqual([100, 1]);
  expect(facts[1]).toEqual([{ ...low, available: 1, at: NOW.toISOString() }]);
});
