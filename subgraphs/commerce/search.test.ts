import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { categoryChanged } from '../../runtime/categories/category-events.ts';
import { type CatalogueWorld, openCatalogueWorld, variantInput } from './fixtures/catalogue-world.ts';

let world: CatalogueWorld;

const priced = (amount: string, currency = 'EUR', stock = 10) => ({
  variants: [variantInput({ price: { amount, currency }, stock })],
});
const category = (categoryId: string, path: string) =>
  world.publish(categoryChanged, {
    ...{ categoryId, scope: 'PRODUCT', parentId: null, title: path, path, at: '2031-01-01T00:00:00.000Z' },
  });

beforeAll(async () => {
  world = await openCatalogueWorld();
  await world.openShop('ada');
  await category('cat_home', 'home');
  await category('cat_desks', 'home/desks');
  const wood = (value: string) => ({ attributes: [{ name: 'Material', value }] });
  await world.sell('ada', {
    title: 'Oak desk',
    categoryId: 'cat_desks',
    tags: ['Office'],
    ...wood('Oak'),
    ...priced('30000'),
  });
  await world.sell('ada', {
    title: 'Pine desk',
    categoryId: 'cat_desks',
    tags: ['office', 'cheap'],
    ...wood('Pine'),
    ...priced('9000'),
  });
  await world.sell('ada', {
    title: 'Crème vase',
    description: 'Looks well on a desk',
    categoryId: 'cat_home',
    ...priced('2000', 'EUR', 0),
  });
  await world.sell('ada', { title: 'Dollar mug', ...priced('1000', 'USD') });
});
afterAll(() => world.close());

test('words are found folded, titles first, and the last one from its beginning', async () => {
  expect(await world.found(null, { text: 'DESK' })).toEqual(['Pine desk', 'Oak desk', 'Crème vase']);
  expect(await world.found(null, { text: 'creme' })).toEqual(['Crème vase']);
  expect(await world.found(null, { text: 'oak des' })).toEqual(['Oak desk']);
  expect(await world.found(null, { text: 'des oak' })).toEqual([]);
});

test.each<[string, object, string[]]>([
  ['a category with all below it', { categoryId: 'cat_home' }, ['Crème vase', 'Oak desk', 'Pine desk']],
  ['all of the tags', { tags: ['OFFICE', 'cheap'] }, ['Pine desk']],
  [
    'one of the values of a property',
    {
      attributes: [
        { name: 'material', value: 'oak' },
        { name: 'Material', value: 'pine' },
      ],
    },
    ['Oak desk', 'Pine desk'],
  ],
  ['a price in a currency', { currency: 'EUR', priceMin: '5000', priceMax: '10000' }, ['Pine desk']],
  ['what is in stock', { inStock: true, categoryId: 'cat_home' }, ['Oak desk', 'Pine desk']],
  ['a rating', { ratingMin: 4 }, []],
])('a filter finds %s', async (_, filter, titles) => {
  expect((await world.found(null, filter)).sort()).toEqual(titles);
});

test('lists are ordered, and paged without holes', async () => {
  expect(await world.found(null, { currency: 'EUR' }, 'PRICE_ASC')).toEqual(['Crème vase', 'Pine desk', 'Oak desk']);
  expect(await world.found(null, { currency: 'EUR' }, 'PRICE_DESC')).toEqual(['Oak desk', 'Pine desk', 'Crème vase']);
  expect(await world.found(null, {}, 'NEWEST')).toEqual(['Dollar mug', 'Crème vase', 'Pine desk', 'Oak desk']);
  await expect(world.found(null, {}, 'PRICE_ASC')).rejects.toThrow('currency');
  for (const sort of ['RELEVANCE', 'NEWEST', 'RATING', 'POPULARITY', 'PRICE_DESC']) {
    const titles: string[] = [];
    let after: string | null = null;
    do {
      const page = await world.run(
        null,
        `query ($after: String, $sort: ProductSort!) { products(filter: { text: "desk", currency: "EUR" }, sort: $sort, first: 1, after: $after) {
          edges { node { title } } pageInfo { endCursor hasNextPage } } }`,
        { after, sort },
      );
      titles.push(...page.products.edges.map(({ node }: { node: { title: string } }) => node.title));
      after = page.products.pageInfo.hasNextPage ? page.products.pageInfo.endCursor : null;
    } while (after !== null);
    expect([sort, titles.sort()]).toEqual([sort, ['Crème vase', 'Oak desk', 'Pine desk']]);
  }
});

test('facets count what was found', async () => {
  const { products } = await world.run(
    null,
    '{ products(filter: { text: "desk" }, first: 1) { totalCount facets { kind name values { value count } } } }',
  );
  expect(products.totalCount).toBe(3);
  const byKind = Object.fromEntries(
    products.facets.map(({ kind, values }: { kind: string; values: unknown }) => [kind, values]),
  );
  expect(byKind).toEqual({
    ATTRIBUTE: [
      { value: 'oak', count: 1 },
      { value: 'pine', count: 1 },
    ],
    CATEGORY: [
      { value: 'cat_desks', count: 2 },
      { value: 'cat_home', count: 1 },
    ],
    CURRENCY: [{ value: 'EUR', count: 3 }],
    IN_STOCK: [
      { value: 'true', count: 2 },
      { value: 'false', count: 1 },
    ],
    KIND: [{ value: 'PHYSICAL', count: 3 }],
    TAG: [
      { value: 'office', count: 2 },
      { value: 'cheap', count: 1 },
    ],
  });
});
