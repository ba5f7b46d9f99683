import { expect, test } from '@jest/globals';
import { isRequestTarget, parseRequestTarget, requestUrl } from './request-target.ts';

test.each([
  ['/', '/'],
  ['/graphql?query={a}', '/graphql?query={a}'],
  ['/a//b', '/a//b'],
  ['/%', '/%'],
  ['/:80', '/:80'],
  ['http://host/graphql', '/graphql'],
  ['HTTPS://host:8443/graphql?a=b', '/graphql?a=b'],
])('%s asks for %s, whatever the host', (target, expected) => {
  const url = parseRequestTarget(target);
  expect(`${url?.pathname}${url?.search}`).toBe(expected);
  expect(url?.host).toBe('localhost');
  expect(isRequestTarget(target)).toBe(true);
});

test.each([
  undefined,
  '',
  '//[',
  '//host/graphql',
  '/\\host',
  'http://[',
  'http://h:99999/',
  'http://h//[',
  'ftp://h/',
  '*',
  'h:443',
  '?a',
])('%s cannot be read', (target) => {
  expect(parseRequestTarget(target)).toBeNull();
  expect(target !== undefined && isRequestTarget(target)).toBe(false);
  expect(() => requestUrl({ url: target ?? '' })).toThrow('not checked');
});
