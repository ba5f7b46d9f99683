import { expect, test } from '@jest/globals';
import { type ApiChange, changesBetween, type Moment } from './changes.ts';
import { publicContract } from './public-schema.ts';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize"
])\n`;

function momentOf(sdl: string): Moment {
  const sources = [{ name: 'a', routingUrl: 'http://a/', schemaFile: 'a.graphql', sdl: LINK + sdl }];
  const composed = publicContract({ sources });
  if ('errors' in composed) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  return { snapshot: { sources, documents: [], approvals: [] }, contract: composed.contract };
}

async function changes(before: string, after: string): Promise<readonly string[]> {
  const found: readonly ApiChange[] = await changesBetween(momentOf(before), momentOf(after));
  return found.map(({ level, coordinate }) => `${level} ${coordinate}`);
}

/** Definitions with a root field that needs nothing, since a schema must have one. */
const withRoot = (fields: string, types = ''): string => `type Query { other: Int ${fields} } ${types}`;

test.each([
  ['a field is guarded', 'g: Int', 'g: Int @authenticated', ['breaking Query.g']],
  ['a guard is gone', 'g: Int @authenticated', 'g: Int', ['dangerous Query.g']],
  ['scopes are needed', 'g: Int', 'g: Int @requiresScopes(scopes: [["admin"]])', ['breaking Query.g']],
  [
    'scopes are needed beside a session',
    'g: Int @authenticated',
    'g: Int @authenticated @requiresScopes(scopes: [["admin"]])',
    ['breaking Query.g'],
  ],
  [
    'a session is needed beside scopes, which only sessions have',
    'g: Int @requiresScopes(scopes: [["admin"]])',
    'g: Int @authenticated @requiresScopes(scopes: [["admin"]])',
    [],
  ],
  [
    'one more scope is needed',
    'g: Int @requiresScopes(scopes: [["a"]])',
    'g: Int @requiresScopes(scopes: [["a", "b"]])',
    ['breaking Query.g'],
  ],
  [
    'another scope will do as well',
    'g: Int @requiresScopes(scopes: [["a"]])',
    'g: Int @requiresScopes(scopes: [["a"], ["b"]])',
    ['dangerous Query.g'],
  ],
  [
    'another scope is needed instead',
    'g: Int @requiresScopes(scopes: [["a"]])',
    'g: Int @requiresScopes(scopes: [["b"]])',
    ['breaking Query.g', 'dangerous Query.g'],
  ],
  [
    'the same groups stand in another order',
    'g: Int @requiresScopes(scopes: [["a", "b"], ["c"]])',
    'g: Int @requiresScopes(scopes: [["c"], ["b", "a"]])',
    [],
  ],
  ['a policy is needed', 'g: Int', 'g: Int @policy(policies: [["paid"]])', ['breaking Query.g']],
])('%s', async (_, before, after, expected) => {
  expect(await changes(withRoot(before), withRoot(after))).toEqual(expected);
});

test.each([
  ['a guarded type breaks whoever selects it', 'type T { a: Int }', 'type T @authenticated { a: Int }', ['breaking T']],
  [
    'a guard that moves from all fields to their type changes nothing',
    'type T @authenticated { a: Int @authenticated }',
    'type T @authenticated { a: Int }',
    [],
  ],
  [
    'a guarded enum breaks the fields that answer with it',
    'type T { a: E } enum E { X }',
    'type T { a: E } enum E @authenticated { X }',
    ['breaking E'],
  ],
  [
    'a guard of what is new breaks nobody',
    'type T { a: Int }',
    'type T { a: Int b: Int @authenticated }',
    ['safe T.b'],
  ],
])('%s', async (_, before, after, expected) => {
  expect(await changes(withRoot('t: T', before), withRoot('t: T', after))).toEqual(expected);
});

test('who loses access and who gains it is said', async () => {
  const found = await changesBetween(
    momentOf(withRoot('g: Int @requiresScopes(scopes: [["a"]]) h: Int')),
    momentOf(withRoot('g: Int @requiresScopes(scopes: [["b"]]) h: Int @authenticated')),
  );
  expect(found.map(({ message }) => message)).toEqual([
    'needs @requiresScopes([["b"]]) instead of @requiresScopes([["a"]]): refuses callers with scope a alone',
    'needs @authenticated instead of nothing: refuses visitors',
    'needs @requiresScopes([["b"]]) instead of @requiresScopes([["a"]]): opens to callers with scope b alone',
  ]);
});

test.each([
  ['a default of a required argument is gone', 'f(x: Int! = 1): Int', 'f(x: Int!): Int', ['breaking Query.f(x:)']],
  ['an argument becomes required', 'f(x: Int): Int', 'f(x: Int!): Int', ['breaking Query.f(x:)']],
  [
    'an argument with a default becomes required',
    'f(x: Int = 1): Int',
    'f(x: Int!): Int',
    ['breaking Query.f(x:)', 'dangerous Query.f(x:)'],
  ],
  ['null is refused where a default stands', 'f(x: Int = 1): Int', 'f(x: Int! = 1): Int', ['breaking Query.f(x:)']],
  ['a default changes', 'f(x: Int! = 1): Int', 'f(x: Int! = 2): Int', ['dangerous Query.f(x:)']],
  ['a default of an optional argument is gone', 'f(x: Int = 1): Int', 'f(x: Int): Int', ['dangerous Query.f(x:)']],
  ['a required argument gets a default', 'f(x: Int!): Int', 'f(x: Int! = 1): Int', ['dangerous Query.f(x:)']],
])('%s', async (_, before, after, expected) => {
  expect(await changes(withRoot(before), withRoot(after))).toEqual(expected);
});

test.each([
  ['a default of a required input field is gone', 'a: Int! = 1', 'a: Int!', ['breaking I.a']],
  ['an input field becomes required', 'a: Int', 'a: Int!', ['breaking I.a']],
  ['a required input field is new', 'a: Int', 'a: Int b: Int!', ['breaking I.b']],
  ['an input field of lists becomes required', 'a: [Int!]! = []', 'a: [Int!]!', ['breaking I.a']],
])('%s', async (_, before, after, expected) => {
  const inputOf = (fields: string) => withRoot('f(i: I): Int', `input I { ${fields} }`);
  expect(await changes(inputOf(before), inputOf(after))).toEqual(expected);
});

test.each([
  ['a field costs more', 'c: Int', 'c: Int @cost(weight: 50)', ['dangerous Query.c']],
  ['a field costs less', 'c: Int @cost(weight: 50)', 'c: Int @cost(weight: 5)', ['safe Query.c']],
  ['an argument costs more', 'c(x: Int): Int', 'c(x: Int @cost(weight: 9)): Int', ['dangerous Query.c(x:)']],
  [
    'a list is assumed longer',
    'c: [Int] @listSize(assumedSize: 5)',
    'c: [Int] @listSize(assumedSize: 50)',
    ['dangerous Query.c'],
  ],
  ['a list is assumed shorter', 'c: [Int]', 'c: [Int] @listSize(assumedSize: 2)', ['safe Query.c']],
  [
    'a slicing argument must be given',
    'c(first: Int): [Int]',
    'c(first: Int): [Int] @listSize(slicingArguments: ["first"])',
    ['breaking Query.c', 'safe Query.c'],
  ],
  [
    'a slicing argument may be left out',
    'c(first: Int): [Int] @listSize(slicingArguments: ["first"])',
    'c(first: Int): [Int] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)',
    ['safe Query.c'],
  ],
  [
    'one of two slicing arguments no longer counts',
    'c(first: Int, last: Int): [Int] @listSize(slicingArguments: ["first", "last"])',
    'c(first: Int, last: Int): [Int] @listSize(slicingArguments: ["first"])',
    ['breaking Query.c'],
  ],
])('%s', async (_, before, after, expected) => {
  expect(await changes(withRoot(before), withRoot(after))).toEqual(expected);
});

test('a type and an input field that cost more are said once, where the weight stands', async () => {
  const contract = (weight: string) =>
    withRoot('f(i: I): T g: [T]', `type T ${weight} { a: Int } input I { a: Int ${weight} }`);
  expect(await changes(contract(''), contract('@cost(weight: 20)'))).toEqual(['dangerous T', 'dangerous I.a']);
});
