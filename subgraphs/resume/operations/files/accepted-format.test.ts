import { expect, test } from '@jest/globals';
import { acceptedFormat } from './accepted-format.ts';

test.each([
  [null, 'JSON'],
  ['', 'JSON'],
  ['*/*', 'JSON'],
  ['application/json', 'JSON'],
  ['application/pdf', 'PDF'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', 'PDF'],
  ['application/pdf;q=0.5, application/json;q=0.4', 'PDF'],
  ['application/pdf;q=0.4, application/json', 'JSON'],
  ['application/pdf;q=0', null],
  ['image/png', null],
  ['nonsense;q=x,,;', null],
])('for %s it is %s', (accept, format) => {
  expect(acceptedFormat(accept)).toBe(format);
});
