import { expect, test } from '@jest/globals';
import { createCatalogue, productWith } from '../../fixtures/catalogue-operations.ts';
import { listProducts } from './list-products.ts';
import { parseProductQuery } from './product-query.ts';

const ids = ['prd_01900000-0000-7000-8000-000000000001', 'prd_01900000-0000-7000-8000-000000000002'];

test('hits in the title come first, and a page that they fill needs no other search', async () => {
  const searched: unknown[] = [];
  const store = {
    async searchProducts({ tier, from, limit }: { tier: string; from: unknown; limit: number }) {
      searched.push([tier, from, limit]);
      return tier === 'TITLE' ? [] : [productWith({ id: ids[0] ?? '', unitsSold: 7n })];
    },
  };
  const { context } = createCatalogue({ store });
  const filter = parseProductQuery({ text: 'oak' });
  const page = await listProducts(context, filter, 'RELEVANCE', { first: 1 });
  expect(page.edges.map(({ node }) => node.id)).toEqual([ids[0]]);
  expect(searched).toEqual([
    ['TITLE', null, 2],
    ['WHOLE', null, 2],
    ['BEGINS', null, 1],
  ]);

  searched.length = 0;
  await listProducts(context, filter, 'RELEVANCE', { first: 1, after: page.pageInfo.endCursor });
  expect(searched).toEqual([
    ['WHOLE', [7, ids[0]], 2],
    ['BEGINS', null, 1],
  ]);
});

test.each([
  ['by price in several currencies', 'PRICE_ASC', {}],
  ['backwards', 'NEWEST', { last: 1 }],
] as const)('products are not listed %s', async (_, sort, page) => {
  const { context } = createCatalogue();
  await expect(listProducts(context, parseProductQuery({}), sort, page)).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
