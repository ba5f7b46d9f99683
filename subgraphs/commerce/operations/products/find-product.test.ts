import { expect, test } from '@jest/globals';
import { findProduct } from './find-product.ts';

const context = {
  repository: { productIdOfSlug: async (slug: string) => (slug === 'oak-table' ? 'prd_1' : null) },
  // as: nothing but the id is looked at.
  products: { load: async (id: string) => ({ id }) as never, clear: () => undefined },
};

test.each([
  ['its id', { id: 'prd_2', slug: null }, { id: 'prd_2' }],
  ['its slug', { id: null, slug: 'oak-table' }, { id: 'prd_1' }],
  ['its id rather than its slug', { id: 'prd_2', slug: 'oak-table' }, { id: 'prd_2' }],
  ['a slug of none', { id: null, slug: 'pine-table' }, null],
  ['neither', { id: null, slug: null }, null],
])('a product is found by %s', async (_, request, found) => {
  expect(await findProduct(context, request)).toEqual(found);
});
