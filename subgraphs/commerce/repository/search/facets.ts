import { CUSTOM_PLAN } from '../../../../runtime/database/custom-plan.ts';
import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isListedProduct } from '../products/visible-sql.ts';
import { filterRule, type ProductCriteria, wordRule } from './filter-sql.ts';

/** What a facet counts products by: values of the enum `ProductFacetKind`. */
export type FacetKind = 'CATEGORY' | 'TAG' | 'ATTRIBUTE' | 'KIND' | 'CURRENCY' | 'IN_STOCK' | 'RATING';

/** How many products have a value. */
export interface FacetRow {
  readonly kind: FacetKind;
  /** Name of the attribute, folded; empty for other kinds. */
  readonly name: string;
  readonly value: string;
  readonly count: number;
}

/** Counts what a search finds. */
export const createFacetStore = (db: Sql) => ({
  /** How many products fulfil a filter and may be seen, at most `limit`. */
  async countProducts(viewerId: string, filter: ProductCriteria, limit: number): Promise<number> {
    const [row] = await db.$queryRaw<{ total: number }[]>`
      ${CUSTOM_PLAN}SELECT count(*)::int AS total FROM (
        SELECT FROM product AS p
        WHERE p.state = 'PUBLISHED' AND p.price_min IS NOT NULL AND ${wordRule(filter.text, 'ANY')} AND ${filterRule(filter)}
          AND ${isListedProduct(sql`p`, sql`${viewerId}::text`)} LIMIT ${limit}) AS matched`;
    return row?.total ?? 0;
  },

  /**
   * Values by which at most `sample` of the products that fulfil a filter can be narrowed, with how many have each: the most
   * frequent first, at most `values` of a kind and name, and of the `names` most frequent names of attributes.
   */
  async facetsOf(
    viewerId: string,
    filter: ProductCriteria,
    { sample, values, names }: { readonly sample: number; readonly values: number; readonly names: number },
  ): Promise<FacetRow[]> {
    return db.$queryRaw<FacetRow[]>`
      ${CUSTOM_PLAN}WITH matched AS MATERIALIZED (
        SELECT p.category_id, p.tag_keys, p.attribute_keys, p.kind, p.currency, p.is_in_stock, p.rating_counts AS r FROM product AS p
        WHERE p.state = 'PUBLISHED' AND p.price_min IS NOT NULL AND ${wordRule(filter.text, 'ANY')} AND ${filterRule(filter)}
          AND ${isListedProduct(sql`p`, sql`${viewerId}::text`)} LIMIT ${sample}
      ), counted AS (
        SELECT 'CATEGORY' AS kind, '' AS name, category_id AS value, count(*)::int AS count FROM matched WHERE category_id IS NOT NULL GROUP BY category_id
        UNION ALL SELECT 'TAG', '', t, count(*)::int FROM matched, unnest(tag_keys) AS t GROUP BY t
        UNION ALL SELECT 'ATTRIBUTE', split_part(a, E'\\x1f', 1), split_part(a, E'\\x1f', 2), count(*)::int
          FROM matched, unnest(attribute_keys) AS a GROUP BY a
        UNION ALL SELECT 'KIND', '', kind, count(*)::int FROM matched GROUP BY kind
        UNION ALL SELECT 'CURRENCY', '', currency, count(*)::int FROM matched GROUP BY currency
        UNION ALL SELECT 'IN_STOCK', '', is_in_stock::text, count(*)::int FROM matched GROUP BY is_in_stock
        UNION ALL SELECT 'RATING', '', stars::text, count(*)::int FROM (
          SELECT (r[1] + 2 * r[2] + 3 * r[3] + 4 * r[4] + 5 * r[5]) / (r[1] + r[2] + r[3] + r[4] + r[5]) AS stars FROM matched
          WHERE r[1] + r[2] + r[3] + r[4] + r[5] > 0) AS rated GROUP BY stars
      ), ranked AS (
        SELECT counted.*, row_number() OVER (PARTITION BY kind, name ORDER BY count DESC, value) AS nth,
          sum(count) OVER (PARTITION BY kind, name) AS total FROM counted
      ), named AS (
        SELECT ranked.*, dense_rank() OVER (PARTITION BY kind ORDER BY total DESC, name) AS name_nth FROM ranked
      )
      SELECT kind, name, value, count FROM named WHERE nth <= ${values} AND name_nth <= ${names}
      ORDER BY kind, name_nth, nth`;
  },
});
