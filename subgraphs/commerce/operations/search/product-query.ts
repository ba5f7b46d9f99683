import { z } from 'zod';
import { fault } from '../../../../runtime/executor/faults.ts';
import { codePointLength } from '../../../../runtime/text/visible-text.ts';
import type { NamedValue, ProductCriteria } from '../../repository/index.ts';

/** What a client asks of products. */
export interface ProductQuery {
  readonly text?: string | null;
  readonly categoryId?: string | null;
  readonly sellerId?: string | null;
  readonly priceMin?: bigint | null;
  readonly priceMax?: bigint | null;
  readonly currency?: string | null;
  readonly inStock?: boolean | null;
  readonly tags?: readonly string[] | null;
  readonly attributes?: readonly NamedValue[] | null;
  readonly ratingMin?: number | null;
}

/** Longest text, in Unicode code points. */
const MAX_TEXT_LENGTH = 200;

const QUERY_TEXT = z.string().refine((value) => value.isWellFormed() && !/\p{Cc}/u.test(value));

const isText = (value: string): boolean =>
  QUERY_TEXT.safeParse(value).success && codePointLength(value) <= MAX_TEXT_LENGTH;

/**
 * The filter that a query states.
 *
 * @throws a fault `BAD_USER_INPUT` for one that cannot be.
 */
export function parseProductQuery(query: ProductQuery): ProductCriteria {
  const { tags, attributes, ratingMin = null, priceMin = null, priceMax = null, currency = null } = query;
  const text = query.text?.trim() ?? null;
  if (text !== null && (text === '' || !isText(text)))
    throw fault('BAD_USER_INPUT', 'A text to look for has 1 to 200 characters.');
  if ((priceMin !== null || priceMax !== null) && currency === null)
    throw fault('BAD_USER_INPUT', 'Prices are compared in one currency: name it.');
  if (currency !== null && !/^[A-Z]{3}$/.test(currency)) throw fault('BAD_USER_INPUT', 'A currency has three letters.');
  if (ratingMin !== null && !(ratingMin >= 1 && ratingMin <= 5)) throw fault('BAD_USER_INPUT', 'A rating is 1 to 5.');
  const named = (attributes ?? []).flatMap(({ name, value }) => [name, value]);
  if ((tags?.length ?? 0) > 10 || (attributes?.length ?? 0) > 10)
    throw fault('BAD_USER_INPUT', 'A search has at most 10 tags and 10 properties.');
  for (const value of [...(tags ?? []), ...named, query.categoryId ?? '', query.sellerId ?? ''])
    if (!isText(value)) throw fault('BAD_USER_INPUT', 'The filter holds a text that is none.');
  return {
    ...{ text, priceMin, priceMax, currency, ratingMin },
    categoryId: query.categoryId ?? null,
    sellerId: query.sellerId ?? null,
    inStock: query.inStock ?? null,
    tags: (tags ?? []).map((tag) => tag.replace(/^#/, '')),
    attributes: attributes ?? [],
  };
}
