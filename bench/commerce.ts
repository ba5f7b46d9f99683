import { countProducts, listFacets } from '../subgraphs/commerce/operations/search/list-facets.ts';
import { listProducts } from '../subgraphs/commerce/operations/search/list-products.ts';
import { openCommerceRepository } from '../subgraphs/commerce/repository/index.ts';
import { makeProducts } from './commerce/make-products.ts';
import { benchOrders } from './commerce/orders.ts';
import { searchesByKind } from './commerce/searches.ts';
import { benchSearchTimes } from './search-times.ts';

const PRODUCTS = 200_000;
const ROUNDS = 20;
/** What the 95th percentile of all searches shall not exceed. */
const GOAL_MS = 50;

/**
 * Measures searches, and then orders. With `--orders` only these, with `--searches` only those. Resolves to whether the goals
 * were met.
 */
export async function benchCommerce(print: (line: string) => void, options: readonly string[] = []): Promise<boolean> {
  const isFast = options.includes('--orders') || (await benchSearches(print));
  return (options.includes('--searches') || (await benchOrders(print))) && isFast;
}

/**
 * Measures sequential searches among 200,000 products, each with its first page, its number of products and its facets, rules and
 * permissions included, without GraphQL and network. Resolves to whether the goal was met.
 */
async function benchSearches(print: (line: string) => void): Promise<boolean> {
  return benchSearchTimes(
    { domain: 'commerce', rows: PRODUCTS, noun: 'products', goalMs: GOAL_MS, make: makeProducts, measure },
    print,
  );
}

async function measure(databaseUrl: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const repository = openCommerceRepository(databaseUrl);
  const context = { viewerKey: 'usr_0', repository };
  const times = new Map<string, number[]>();
  try {
    // The first round warms connections and caches, and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [kind, searches] of searchesByKind()) {
        for (const { criteria, sort } of searches) {
          const start = performance.now();
          await Promise.all([
            listProducts(context, criteria, sort, { first: 20 }),
            countProducts(context, criteria),
            listFacets(context, criteria),
          ]);
          if (round > 0) times.set(kind, [...(times.get(kind) ?? []), performance.now() - start]);
        }
      }
    }
    return times;
  } finally {
    await repository.close();
  }
}
