import { expect, test } from '@jest/globals';
import type { RouteRequest } from '../executor/route.ts';
import { checkRouteText } from './route-text.ts';

const request = (target: string, params: Record<string, string> = {}): RouteRequest => ({
  method: 'GET',
  url: new URL(target, 'http://localhost'),
  params,
  headers: new Headers({ 'user-agent': 'Mozilla \u00d0\u0090' }),
  body: null,
  signal: new AbortController().signal,
});
const valuesOf = (checked: RouteRequest | null) =>
  checked === null ? null : { query: [...checked.url.searchParams], params: checked.params };

test.each([
  ['NUL in a value', '/x?state=a%00b', {}],
  ['NUL in a name', '/x?a%00b=1', {}],
  ['NUL in the second value of a name', '/x?a=1&a=%00', {}],
  ['another control character', '/x?a=%1B', {}],
  ['a C1 control character', '/x?a=%C2%85', {}],
  ['NUL in a part of the path', '/x/a%00b', { id: 'a\u0000b' }],
  ['a broken character in a part of the path', '/x', { id: '\ud83d' }],
  ['an endless query', `/x?a=${'a'.repeat(9_000)}`, {}],
  ['an endless path', `/${'a'.repeat(9_000)}`, {}],
])('%s is refused', (_, target, params) => {
  expect(checkRouteText(request(target, params))).toBeNull();
});

test.each([
  ['a code of a provider', '/x?code=4%2F0Ab_-~.&state=s%3D', {}],
  ['nothing', '/x', {}],
  ['an empty value', '/x?a=&b', {}],
  ['letters, tab and line breaks', '/x?text=%C3%A9%09%0D%0A%F0%9F%8E%89', { id: 'über' }],
  ['what is no UTF-8, as it is read', '/x?a=%FF', {}],
])('%s is taken as it is', (_, target, params) => {
  const given = request(target, params);
  const checked = checkRouteText(given);
  expect(checked?.url.href).toBe(given.url.href);
  expect(checked?.params).toEqual(params);
  expect(checked?.headers).toBe(given.headers);
});

test('what is written in two ways is read in one (NFC)', () => {
  const decomposed = 'e\u0301';
  const target = `/x?${new URLSearchParams({ [decomposed]: decomposed, plain: 'a b' })}`;
  expect(valuesOf(checkRouteText(request(target, { id: decomposed })))).toEqual({
    query: [
      ['\u00e9', '\u00e9'],
      ['plain', 'a b'],
    ],
    params: { id: '\u00e9' },
  });
});
