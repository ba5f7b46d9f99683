import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { validationRules } from './validation-rules.ts';

const SCHEMA = buildSchema(`
  directive @note on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
  directive @spread(n: Int) on FRAGMENT_SPREAD
  directive @defined on FRAGMENT_DEFINITION | FIELD
  directive @inline on INLINE_FRAGMENT
  type Query { now: Int }
  type Subscription { tick: Tick }
  type Tick { at: Int by: String }
`);

const errorsOf = (text: string): readonly string[] =>
  validate(SCHEMA, parse(text), validationRules({ production: false })).map(({ message }) => message);

describe('at the root of a subscription', () => {
  test.each([
    ['@skip by a variable', 'subscription ($s: Boolean!) { tick @skip(if: $s) { at } }'],
    ['@include by a variable', 'subscription ($s: Boolean!) { tick @include(if: $s) { at } }'],
    ['a literal', 'subscription { tick @include(if: true) { at } }'],
    ['a literal that leaves nothing', 'subscription { tick @skip(if: true) { at } }'],
    ['an inline fragment', 'subscription { ... @include(if: true) { tick { at } } }'],
    ['an inline fragment around a field', 'subscription { ... on Subscription { tick @skip(if: false) { at } } }'],
    ['a spread', 'subscription { ...F @skip(if: false) } fragment F on Subscription { tick { at } }'],
    ['a field of a fragment', 'subscription { ...F } fragment F on Subscription { tick @skip(if: false) { at } }'],
    [
      'a fragment of a fragment',
      'subscription { ...F } fragment F on Subscription { ...G } fragment G on Subscription { ... @include(if: true) { tick { at } } }',
    ],
  ])('a condition is refused: %s', (_, text) => {
    expect(errorsOf(text)).toEqual(['The root field of a subscription must have no `@skip` or `@include`.']);
  });

  test.each([
    ['below the root', 'subscription ($s: Boolean!) { tick { at @skip(if: $s) by ... @include(if: $s) { by } } }'],
    ['in a fragment below it', 'subscription { tick { ...F } } fragment F on Tick { at @include(if: true) }'],
    ['in another operation', 'query { now @skip(if: true) }'],
  ])('one %s is not', (_, text) => void expect(errorsOf(text)).toEqual([]));

  test('another directive is left alone, a circle of fragments ends, and a second field is refused as ever', () => {
    expect(errorsOf('subscription { tick @note { at } }')).toEqual([]);
    const circle = 'subscription { ...F } fragment F on Subscription { tick { at } ...F @skip(if: true) }';
    expect(errorsOf('subscription { tick { at } other: tick { at } }')).toEqual([expect.stringContaining('one')]);
    expect(errorsOf(circle)).toContain('The root field of a subscription must have no `@skip` or `@include`.');
  });
});

describe('a directive of a fragment that inline fragments cannot have', () => {
  test.each([
    ['on a spread', 'query { ...F @spread } fragment F on Query { now }', '@spread'],
    ['on a spread, with a variable', 'query ($n: Int) { ...F @spread(n: $n) } fragment F on Query { now }', '@spread'],
    ['on a definition', 'query { ...F } fragment F on Query @defined { now }', '@defined'],
    ['of a subscription', 'subscription { ...F @spread } fragment F on Subscription { tick { at } }', '@spread'],
  ])('is refused %s', (_, text, name) => {
    expect(errorsOf(text)).toEqual([`The directive \`${name}\` cannot be passed on from a fragment.`]);
  });

  test.each([
    ['one that they can have', 'query { ...F @note ... @note { now } } fragment F on Query { now }'],
    ['one where it may stand', 'query { ... @inline { now @defined } }'],
    ['a condition', 'query { ...F @skip(if: false) @include(if: true) } fragment F on Query { now }'],
  ])('%s is not', (_, text) => void expect(errorsOf(text)).toEqual([]));
});
