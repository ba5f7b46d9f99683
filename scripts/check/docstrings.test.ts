import { describe, expect, test } from '@jest/globals';
import { docstrings } from './docstrings.ts';
import { treeOf } from './tree.ts';

const lines = (text: string, path = 'runtime/a.ts') => docstrings(treeOf({ [path]: text })).map(({ line }) => line);

describe('an exported function with statements', () => {
  test.each([
    'export function a() {}',
    'export const a = async () => { work(); };',
    'export const a = function () {};',
    '// A line comment that is long enough.\nexport function a() {}',
    '/* A plain comment that is long enough. */\nexport function a() {}',
    '/** About the constant before it. */\nconst b = 1;\nexport function a() {}',
    'function a() {}\nexport { a };',
  ])('%j needs a docstring', (text) => {
    expect(lines(text)).toHaveLength(1);
  });

  test.each([
    '/** Says what the name does not. */\nexport function a() {}',
    '/**\n * Says what the name does not.\n *\n * @throws never\n */\nexport async function a() {}',
    '/** Says what the name does not. */\nexport function a(one: string): void;\nexport function a(one: number): void;\nexport function a() {}',
    '/** Says what the name does not. */\nfunction a() {}\nexport { a };',
  ])('%j has one', (text) => {
    expect(lines(text)).toEqual([]);
  });
});

test.each([
  'export const a = 1;',
  'export const a = (b: number) => b + 1;',
  'export type A = 1;',
  'export interface A { readonly b: string }',
  'export class A extends Error {}',
  "export { a } from './b.ts';\nexport type * from './c.ts';",
  'export default { a: 1 };',
  'function inner() {}',
])('%j may speak for itself', (text) => {
  expect(lines(text)).toEqual([]);
});

describe('a docstring that says nothing', () => {
  test.each([
    ['of a constant', '/** Which one. */\nexport const a = 1;'],
    ['of something that is not exported', '/** Reads the rows. */\nfunction readRows() {}'],
    ['of a property', 'interface A {\n  /** Absolute. */\n  readonly path: string;\n}'],
    ['without a word', '/** */\nexport const a = 1;'],
  ])('is caught %s', (_, text) => {
    expect(lines(text)).toHaveLength(1);
  });

  test('is no docstring when it stands in a text', () => {
    expect(lines("const a = '/** One. */';\nconst b = `/** Two. */`;\nconst c = /\\/** Three. *\\//;")).toEqual([]);
  });
});

test('tests and generated files are left alone', () => {
  expect(lines('export function a() {}', 'runtime/a.test.ts')).toEqual([]);
  expect(lines('export function a() {}', 'tests/engines.ts')).toEqual([]);
  expect(lines('export function a() {}', 'subgraphs/chat/generated.ts')).toEqual([]);
});

test('letters of several bytes move neither lines nor docstrings', () => {
  const text = `/** ${'Ünïcödé — 日本語. '.repeat(9)}*/\nexport function a() {}\n\n/** Says what the name does not. */\nexport function b() {}\nexport function c() {}`;

  expect(lines(text)).toEqual([6]);
});
