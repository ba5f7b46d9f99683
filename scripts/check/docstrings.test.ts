import { expect, test } from '@jest/globals';
import { docstrings } from './docstrings.ts';
import { treeOf } from './tree.ts';

const lines = (text: string, path = 'runtime/a.ts') => docstrings(treeOf({ [path]: text })).map(({ line }) => line);

test.each([
  'export const a = 1;',
  'export function a() {}',
  'export type A = 1;',
  'export interface A {}',
  'export class A extends Error {}',
  '// a line comment\nexport const a = 1;',
  '/* a plain comment */\nexport const a = 1;',
  '/** */\nexport const a = 1;',
  '/** About b. */\nconst b = 1;\nexport const a = b;',
  'const a = 1;\nexport { a };',
])('%j is caught', (text) => {
  expect(lines(text)).toHaveLength(1);
});

test.each([
  '/** Promises a. */\nexport const a = 1;',
  '/**\n * Promises a.\n *\n * @throws never\n */\nexport async function a() {}',
  '/** Reads `operations/*.graphql`. */\nexport interface A {}',
  '/** One. */\nexport type A = 1;\n\n/** Two. */\nexport type B = 2;',
  '/** Promises a. */\nexport function a(one: string): void;\nexport function a(one: number): void;\nexport function a() {}',
  '/** Promises a. */\nconst a = 1;\nexport { a };',
  "export { a } from './b.ts';\nexport type * from './c.ts';",
  'export default { a: 1 };',
  'const inner = 1;',
])('%j passes', (text) => {
  expect(lines(text)).toEqual([]);
});

test('tests and generated files are left alone', () => {
  expect(lines('export const a = 1;', 'runtime/a.test.ts')).toEqual([]);
  expect(lines('export const a = 1;', 'tests/engines.ts')).toEqual([]);
  expect(lines('export const a = 1;', 'subgraphs/chat/generated.ts')).toEqual([]);
});

test('the line is that of the export', () => {
  expect(lines('/** One. */\nexport const a = 1;\n\nexport const b = 2;')).toEqual([4]);
});

test('letters of several bytes move neither lines nor docstrings', () => {
  const text = `/** ${'Ünïcödé — 日本語. '.repeat(9)}*/\nexport const a = 1;\n\n/** Two. */\nexport const b = 2;\nexport const c = 3;`;

  expect(lines(text)).toEqual([6]);
});
