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
