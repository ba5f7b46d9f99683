import { isWithinCategory } from '../../../../runtime/categories/category-sql.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { searchQuery } from '../../../../runtime/search/search-sql.ts';
import type { NamedValue } from '../products/product.ts';

/** What else must be true of products that are looked for; null for whatever. */
export interface ProductCriteria {
  readonly text: string | null;
  readonly categoryId: string | null;
  readonly sellerId: string | null;
  readonly priceMin: bigint | null;
  readonly priceMax: bigint | null;
  readonly currency: string | null;
  readonly inStock: boolean | null;
  readonly tags: readonly string[];
  readonly attributes: readonly NamedValue[];
  /** Least average of stars, 1 to 5. */
  readonly ratingMin: number | null;
}

/** Which products with the words: those whose title has them all, others that have them all, those that only begin so. */
export type WordTier = 'TITLE' | 'WHOLE' | 'BEGINS' | 'ANY';

/** What a product must have of the words of a text; true without one. */
export function wordRule(text: string | null, tier: WordTier): SqlFragment {
  if (text === null) return sql`TRUE`;
  const whole = searchQuery(text, 'WHOLE');
  const begins = searchQuery(text, 'LAST_BEGINS');
  if (tier === 'TITLE') return sql`(p.words @@ ${whole} AND p.title_words @@ ${whole})`;
  if (tier === 'WHOLE') return sql`(p.words @@ ${whole} AND NOT p.title_words @@ ${whole})`;
  if (tier === 'BEGINS') return sql`p.words @@ (${begins} && !!${whole})`;
  return sql`p.words @@ coalesce(${whole} || ${begins}, ${whole})`;
}

/** Absent parts are left out of the statement, so that the planner knows what is asked. Without the text: `wordRule` has it. */
export function filterRule(filter: ProductCriteria): SqlFragment {
  const { categoryId, sellerId, priceMin, priceMax, currency, inStock, tags, attributes, ratingMin } = filter;
  const category = categoryId === null ? sql`TRUE` : inCategory(categoryId);
  const seller = sellerId === null ? sql`TRUE` : sql`p.seller_id = ${sellerId}`;
  const least = priceMin === null ? sql`TRUE` : sql`p.price_min >= ${priceMin}::bigint`;
  const most = priceMax === null ? sql`TRUE` : sql`p.price_min <= ${priceMax}::bigint`;
  const money = currency === null ? sql`TRUE` : sql`p.currency = ${currency}`;
  const stock = inStock === null ? sql`TRUE` : sql`p.is_in_stock = ${inStock}`;
  const tagged = tags.length === 0 ? sql`TRUE` : sql`p.tag_keys @> ${foldedTags(tags)}`;
  const rated = ratingMin === null ? sql`TRUE` : ratedAtLeast(ratingMin);
  return sql`${category} AND ${seller} AND ${least} AND ${most} AND ${money} AND ${stock} AND ${tagged}
    AND ${attributeRule(attributes)} AND ${rated}`;
}

/** The categories first, as values: the planner then walks an index in the order of the list instead of sorting what they hold. */
const inCategory = (categoryId: string): SqlFragment =>
  sql`p.category_id = ANY (ARRAY (SELECT c.id FROM category AS c WHERE ${isWithinCategory(sql`c.id`, categoryId)}))`;

const foldedTags = (tags: readonly string[]): SqlFragment =>
  sql`ARRAY (SELECT search_plain(t) FROM unnest(${[...tags]}::text[]) AS t)`;

/** One of the values of each name; at most ten names, each found by the index. */
const attributeRule = (attributes: readonly NamedValue[]): SqlFragment =>
  [...Map.groupBy(attributes, ({ name }) => name.toLowerCase()).values()]
    .map((group) => hasOneOf(group))
    .reduce((rule, next) => sql`${rule} AND ${next}`, sql`TRUE`);

const hasOneOf = (group: readonly NamedValue[]): SqlFragment => sql`p.attribute_keys && ARRAY (
  SELECT search_plain(n) || E'\\x1f' || search_plain(v)
  FROM unnest(${group.map(({ name }) => name)}::text[], ${group.map(({ value }) => value)}::text[]) AS a (n, v))`;

/** The stars of all reviews against what as many reviews of the least average would have. */
const ratedAtLeast = (least: number): SqlFragment => sql`(
  p.rating_counts[1] + p.rating_counts[2] + p.rating_counts[3] + p.rating_counts[4] + p.rating_counts[5] > 0
  AND p.rating_counts[1] + 2 * p.rating_counts[2] + 3 * p.rating_counts[3] + 4 * p.rating_counts[4] + 5 * p.rating_counts[5]
    >= ${least}::float8 * (p.rating_counts[1] + p.rating_counts[2] + p.rating_counts[3] + p.rating_counts[4] + p.rating_counts[5]))`;
