import { CUSTOM_PLAN } from '../../../../runtime/database/custom-plan.ts';
import type { Sql } from '../../../../runtime/database/database.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { PRODUCT_COLUMNS, type Product } from '../products/product.ts';
import { isListedProduct } from '../products/visible-sql.ts';
import { filterRule, type ProductCriteria, type WordTier, wordRule } from './filter-sql.ts';

/** An order that an index has: values of the enum `ProductSort` but RELEVANCE. */
export type ProductOrder = 'NEWEST' | 'PRICE_ASC' | 'PRICE_DESC' | 'RATING' | 'POPULARITY';

/** Where a product stands in an order: an instant in milliseconds or a number, and its id. */
export type ProductKey = readonly [value: number, id: string];

/** A search of a viewer; a visitor's id is empty. */
export interface ProductSearch {
  readonly viewerId: string;
  readonly filter: ProductCriteria;
  readonly tier: WordTier;
  readonly order: ProductOrder;
  /** Only products behind this one. */
  readonly from: ProductKey | null;
  readonly limit: number;
}

/** Products that the first statement looks at; each further one looks at four times as many. */
const FIRST_CANDIDATES = 100;

/** A row of what was found, beside what the statement has looked at. */
type FoundRow = Omit<Product, 'id'> & {
  /** Null where none of the candidates may be seen. */
  readonly id: string | null;
  readonly candidates: number;
  readonly lastValue: bigint | number | Date | null;
  readonly lastId: string | null;
};

/** By order: the value, and whether the next product has a smaller one. */
const ORDERS: Readonly<Record<ProductOrder, { readonly value: SqlFragment; readonly isFalling: boolean }>> = {
  NEWEST: { value: sql`p.published_at`, isFalling: true },
  PRICE_ASC: { value: sql`p.price_min`, isFalling: false },
  PRICE_DESC: { value: sql`p.price_min`, isFalling: true },
  RATING: { value: sql`p.rating_score`, isFalling: true },
  POPULARITY: { value: sql`p.units_sold`, isFalling: true },
};

/** A key as the statement takes it. */
function behind(order: ProductOrder, from: ProductKey | null): SqlFragment {
  if (from === null) return sql`TRUE`;
  const [value, id] = from;
  const { value: column, isFalling } = ORDERS[order];
  const typed =
    order === 'NEWEST'
      ? sql`${new Date(value)}::timestamptz`
      : order === 'RATING'
        ? sql`${value}::int`
        : sql`${BigInt(value)}::bigint`;
  return isFalling ? sql`(${column}, p.id) < (${typed}, ${id})` : sql`(${column}, p.id) > (${typed}, ${id})`;
}

/** Searches products on sale. */
export const createProductSearch = (db: Sql) => ({
  /**
   * The products that fulfil the filter, in an order, which the viewer may see. What the filter permits is looked for first, and
   * then which of it may be seen: the planner knows how common words are, and not whom a viewer may see. It goes on until the page
   * is full.
   */
  async searchProducts(search: ProductSearch): Promise<Product[]> {
    const { viewerId, filter, tier, order, limit } = search;
    const { value, isFalling } = ORDERS[order];
    const direction = isFalling ? sql`DESC` : sql`ASC`;
    const opposite = isFalling ? sql`ASC` : sql`DESC`;
    const found: Product[] = [];
    let from = search.from;
    for (let batchSize = Math.max(FIRST_CANDIDATES, limit); ; batchSize *= 4) {
      const rows = await db.$queryRaw<FoundRow[]>`
        ${CUSTOM_PLAN}WITH candidate AS MATERIALIZED (
          SELECT p.id, ${value} AS value FROM product AS p
          WHERE p.state = 'PUBLISHED' AND p.price_min IS NOT NULL AND ${wordRule(filter.text, tier)} AND ${filterRule(filter)}
            AND ${behind(order, from)}
          ORDER BY ${value} ${direction}, p.id ${direction} LIMIT ${batchSize}
        ), edge AS (
          SELECT (SELECT count(*)::int FROM candidate) AS candidates, last.value AS "lastValue", last.id AS "lastId"
          FROM (VALUES (1)) AS one LEFT JOIN LATERAL (
            SELECT c.value, c.id FROM candidate AS c ORDER BY c.value ${opposite}, c.id ${opposite} LIMIT 1) AS last ON TRUE)
        SELECT edge.*, shown.* FROM edge LEFT JOIN LATERAL (
          SELECT ${PRODUCT_COLUMNS} FROM candidate JOIN product AS p ON p.id = candidate.id
          WHERE ${isListedProduct(sql`p`, sql`${viewerId}::text`)}
          ORDER BY candidate.value ${direction}, candidate.id ${direction} LIMIT ${limit - found.length}) AS shown ON TRUE`;
      for (const { candidates: _, lastValue: __, lastId: ___, id, ...product } of rows)
        if (id !== null) found.push({ ...product, id });
      const [first] = rows;
      if (found.length >= limit || first === undefined || first.candidates < batchSize || first.lastId === null)
        return found;
      from = [Number(first.lastValue), first.lastId];
    }
  },
});
