import { expect, test } from '@jest/globals';
import { createCatalogue } from '../../fixtures/catalogue-operations.ts';
import { countProducts, listFacets } from './list-facets.ts';
import { parseProductQuery } from './product-query.ts';

const criteria = parseProductQuery({});

test('values are put together by what they are counted by, and by the name of an attribute', async () => {
  const row = (kind: string, name: string, value: string) => ({ kind, name, value, count: 1 });
  const rows = [
    row('ATTRIBUTE', 'colour', 'red'),
    row('ATTRIBUTE', 'size', 'm'),
    row('TAG', '', 'wood'),
    row('TAG', '', 'oak'),
  ];
  const { context } = createCatalogue({ store: { facetsOf: async () => rows } });
  expect((await listFacets(context, criteria)).map(({ kind, name, values }) => [kind, name, values.length])).toEqual([
    ['ATTRIBUTE', 'colour', 1],
    ['ATTRIBUTE', 'size', 1],
    ['TAG', null, 2],
  ]);
});

test('products are counted up to a limit', async () => {
  const { context } = createCatalogue({
    store: { countProducts: async (_: string, __: object, limit: number) => limit },
  });
  expect(await countProducts(context, criteria)).toBe(1_000);
});
