import { expect, test } from '@jest/globals';
import { decodeTimeout, encodeTimeout } from './timeout-header.ts';

test.each([
  [0.2, '1', 1],
  [499.9, '499', 499],
  [60_000, '60000', 60_000],
])('%d ms travel as %s', (withinMs, text, decoded) => {
  expect(encodeTimeout(withinMs)).toBe(text);
  expect(decodeTimeout(text)).toBe(decoded);
});

test.each([undefined, '', '0', '-5', '1e3', '60001', '9999999', 'soon', ['5', '5']])('%j is no timeout', (header) => {
  expect(decodeTimeout(header)).toBeUndefined();
});
