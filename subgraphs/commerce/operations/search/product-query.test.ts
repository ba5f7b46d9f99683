import { expect, test } from '@jest/globals';
import { type ProductQuery, parseProductQuery } from './product-query.ts';

test('what is absent restricts nothing', () => {
  expect(parseProductQuery({ text: ' oak ', tags: ['#wood'] })).toEqual({
    ...{ text: 'oak', tags: ['wood'], attributes: [], categoryId: null, sellerId: null, inStock: null },
    ...{ priceMin: null, priceMax: null, currency: null, ratingMin: null },
  });
});

test.each<[string, ProductQuery]>([
  ['an empty text', { text: ' ' }],
  ['a text of 201 characters', { text: 'x'.repeat(201) }],
  ['a broken text', { text: '\ud800' }],
  ['a price without a currency', { priceMin: 1n }],
  ['a currency of two letters', { currency: 'EU' }],
  ['a rating of 6', { ratingMin: 6 }],
  ['a rating that is no number', { ratingMin: Number.NaN }],
  ['eleven tags', { tags: Array.from({ length: 11 }, String) }],
  ['a value with a control character', { attributes: [{ name: 'a', value: '\u001f' }] }],
])('%s is a fault', (_, query) => {
  expect(() => parseProductQuery(query)).toThrow(expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }));
});
