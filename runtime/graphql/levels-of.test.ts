import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { levelsOf } from './levels-of.ts';

test.each([
  ['{ a }', 1],
  ['{ a { b { c } } d }', 3],
  ['query ($x: Int) { a(x: $x) { ... on T { b } ... { ...f } } } fragment f on T { c { d } }', 3],
])('%s has %i', (document, levels) => {
  expect(levelsOf(parse(document))).toBe(levels);
});

test('a chain of fragments that are each spread twice is counted as fast as any other', () => {
  const chain = Array.from({ length: 40 }, (_, n) => `fragment f${n} on T { a { ...f${n + 1} } b { ...f${n + 1} } }`);
  expect(levelsOf(parse(`{ ...f0 } ${chain.join(' ')} fragment f40 on T { c }`))).toBe(41);
});
