import type { ProductSort } from '../../subgraphs/commerce/operations/search/list-products.ts';
import { type ProductQuery, parseProductQuery } from '../../subgraphs/commerce/operations/search/product-query.ts';

/** A search as a client sends it. */
type Search = readonly [query: ProductQuery, sort?: ProductSort];

/** What is searched for, by the kind of work it makes. Each is as frequent as every other. */
const SEARCHES: Readonly<Record<string, readonly Search[]>> = {
  'one frequent word': ['shirt', 'table', 'cotton', 'new', 'oak', 'lamp'].map((text): Search => [{ text }]),
  'several words, whole or begun': [
    'oak table',
    'small steel mug',
    'classic lea',
    'handmade ceramic bow',
    'wineh',
    'bikerack',
  ].map((text): Search => [{ text }]),
  'words and a filter': [
    [{ text: 'table', inStock: true, currency: 'EUR', priceMax: 5_000n }, 'PRICE_ASC'],
    [{ text: 'lamp', attributes: [{ name: 'Material', value: 'Glass' }] }, 'RATING'],
    [{ text: 'bag', tags: ['leather'], ratingMin: 4 }],
    [{ text: 'cotton', categoryId: 'cat_3' }, 'NEWEST'],
  ],
  'a category or a tag, without words': [
    [{ categoryId: 'cat_5' }, 'NEWEST'],
    [{ categoryId: 'cat_7', inStock: true, currency: 'EUR' }, 'PRICE_DESC'],
    [{ tags: ['oak'] }, 'POPULARITY'],
    [{ sellerId: 'usr_17' }, 'NEWEST'],
    [{}, 'POPULARITY'],
  ],
  'nothing at all': ['xqzvw', 'table xqzvw', 'ццццц'].map((text): Search => [{ text }]),
};

/** The searches of each kind, parsed as resolvers do. */
export const searchesByKind = () =>
  Object.entries(SEARCHES).map(
    ([kind, searches]) =>
      [kind, searches.map(([query, sort = 'RELEVANCE']) => ({ criteria: parseProductQuery(query), sort }))] as const,
  );
