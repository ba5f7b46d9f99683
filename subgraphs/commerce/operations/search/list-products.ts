import { fault } from '../../../../runtime/executor/faults.ts';
import { createPaging, type PageArguments, type PageRequest } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import type { CommerceContext } from '../../context.ts';
import type { Product, ProductConnection, ProductCriteria, ProductKey, ProductOrder } from '../../repository/index.ts';

/** Value of the enum `ProductSort`. */
export type ProductSort = ProductOrder | 'RELEVANCE';

/** Kinds of hits of RELEVANCE, best first. */
const TIERS = ['TITLE', 'WHOLE', 'BEGINS'] as const;

interface Needs extends Pick<CommerceContext, 'viewerKey'> {
  readonly repository: Pick<CommerceContext['repository'], 'searchProducts'>;
}

/** A product that was found, and where it stands. */
interface Hit {
  readonly product: Product;
  readonly key: readonly [tier: number, value: number, id: string];
}

const PAGINGS = (['RELEVANCE', 'NEWEST', 'PRICE_ASC', 'PRICE_DESC', 'RATING', 'POPULARITY'] as const).map((sort) =>
  createPaging({
    name: `products-${sort.toLowerCase()}`,
    key: [cursorPart.integer, cursorPart.bigint, cursorPart.id('prd')],
    keyOf: ({ key }: Hit) => key,
  }),
);
const SORTS: readonly ProductSort[] = ['RELEVANCE', 'NEWEST', 'PRICE_ASC', 'PRICE_DESC', 'RATING', 'POPULARITY'];

/** Where a product stands in an order. */
const VALUE_OF: Readonly<Record<ProductOrder, (product: Product) => number>> = {
  NEWEST: ({ publishedAt }) => publishedAt?.getTime() ?? 0,
  PRICE_ASC: ({ priceMin }) => Number(priceMin ?? 0n),
  PRICE_DESC: ({ priceMin }) => Number(priceMin ?? 0n),
  RATING: ({ ratingScore }) => ratingScore,
  POPULARITY: ({ unitsSold }) => Number(unitsSold),
};

/**
 * Products on sale that fulfil a filter and that the viewer may see.
 *
 * @throws a fault `BAD_USER_INPUT` for a page that cannot be, and for an order by price in several currencies.
 */
export async function listProducts(
  { viewerKey, repository }: Needs,
  filter: ProductCriteria,
  sort: ProductSort,
  page: PageArguments,
): Promise<ProductConnection> {
  if ((sort === 'PRICE_ASC' || sort === 'PRICE_DESC') && filter.currency === null)
    throw fault('BAD_USER_INPUT', 'Prices are compared in one currency: name it.');
  const paging = PAGINGS[SORTS.indexOf(sort)];
  if (paging === undefined) throw fault('BAD_USER_INPUT', 'There is no such order.');
  const { edges, pageInfo } = await paging.read(page, (request) =>
    hitsOf({ viewerKey, repository }, filter, sort, request),
  );
  return {
    edges: edges.map(({ cursor, node }) => ({ cursor, node: node.product })),
    pageInfo,
    criteria: filter,
  };
}

async function hitsOf(
  { viewerKey: viewerId, repository }: Needs,
  filter: ProductCriteria,
  sort: ProductSort,
  { from, limit, backwards }: PageRequest<Hit['key']>,
): Promise<readonly Hit[]> {
  if (backwards) throw fault('BAD_USER_INPUT', 'Products are paged forwards.');
  const order = sort === 'RELEVANCE' ? 'POPULARITY' : sort;
  const tiers = sort === 'RELEVANCE' && filter.text !== null ? TIERS : (['ANY'] as const);
  const hits: Hit[] = [];
  // Sequential on purpose: a page that better hits fill needs no search for others.
  for (const [at, tier] of tiers.entries()) {
    if (from !== null && at < from[0]) continue;
    const start: ProductKey | null = from !== null && at === from[0] ? [from[1], from[2]] : null;
    const request = { viewerId, filter, tier, order, from: start, limit: limit - hits.length };
    const products = await repository.searchProducts(request);
    hits.push(...products.map((product): Hit => ({ product, key: [at, VALUE_OF[order](product), product.id] })));
    if (hits.length >= limit) break;
  }
  return hits;
}
