import { expect, test } from '@jest/globals';
import { hashJson } from './hash-json.ts';

test('the order of keys does not matter, at any depth', () => {
  expect(hashJson({ a: 1, b: { c: [{ d: 1, e: 2 }], f: 3 } })).toBe(
    hashJson({ b: { f: 3, c: [{ e: 2, d: 1 }] }, a: 1 }),
  );
});

test('an absent key is the same as undefined', () => {
  expect(hashJson({ a: 1, b: undefined })).toBe(hashJson({ a: 1 }));
});

test.each([
  ['null and absent', { a: null }, {}],
  ['text and number', { a: '1' }, { a: 1 }],
  ['lists in another order', { a: [1, 2] }, { a: [2, 1] }],
  ['large integers', { a: 9_007_199_254_740_993n }, { a: 9_007_199_254_740_992n }],
  ['instants', { a: new Date(0) }, { a: new Date(1) }],
  ['an object and its text', { a: { b: 1 } }, { a: '{"b":1}' }],
])('%s differ', (_, one, other) => {
  expect(hashJson(one)).not.toBe(hashJson(other));
});
