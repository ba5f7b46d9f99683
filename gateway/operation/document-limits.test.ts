import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { brokenLimit, DOCUMENT_LIMITS } from './document-limits.ts';

const broken = (text: string) => brokenLimit(parse(text), DOCUMENT_LIMITS);
const nested = (depth: number) => `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`;

describe('depth', () => {
  test.each([
    ['at the limit', nested(15), null],
    ['over it', nested(16), 'depth'],
    ['through a named fragment', `{ ...F } fragment F on Q ${nested(16)}`, 'depth'],
    [
      'through fragments in fragments',
      `{ a { ...F } } fragment F on Q { b { ...G } } fragment G on Q ${nested(14)}`,
      'depth',
    ],
    ['through an inline fragment, which is no level', `{ ... { ... ${nested(15)} } }`, null],
    ['in a second operation', `query A { a } query B ${nested(16)}`, 'depth'],
    ['of introspection, which is exempt', `{ __schema ${nested(16)} }`, null],
  ])('%s', (_, text, limit) => void expect(broken(text)).toBe(limit));
});

test.each([
  [
    'aliases in a fragment used twice count twice',
    `{ x { ...F } y { ...F } } fragment F on Q { ${Array.from({ length: 8 }, (_, n) => `a${n}: b`).join(' ')} }`,
    'aliases',
  ],
  ['root fields in a fragment', `{ ...F } fragment F on Q { ${'a '.repeat(11)} }`, 'rootFields'],
  ['directives on fragments', `{ ...F ${'@d '.repeat(51)} } fragment F on Q { a }`, 'directives'],
  ['a circle of fragments ends', '{ ...F } fragment F on Q { a ...G } fragment G on Q { b ...F }', null],
  ['an unknown fragment is left to validation', '{ ...F }', null],
])('%s', (_, text, limit) => void expect(broken(text)).toBe(limit));

test('fragments that unfold to millions are counted, not unfolded', () => {
  const levels = Array.from({ length: 40 }, (_, n) => `fragment F${n} on Q { ...F${n + 1} ...F${n + 1} }`).join(' ');
  expect(broken(`{ a { ...F0 } } ${levels} fragment F40 on Q { a }`)).toBe('fields');
});
