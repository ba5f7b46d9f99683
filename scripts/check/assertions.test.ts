import { expect, test } from '@jest/globals';
import { assertions } from './assertions.ts';
import { treeOf } from './tree.ts';

const lines = (text: string, path = 'runtime/a.ts') => assertions(treeOf({ [path]: text })).map(({ line }) => line);

test.each([
  ['an assertion', 'const a = b as string;', 1],
  ['one in angle brackets', 'const a = <string>b;', 1],
  ['a definite variable', 'let a!: string;', 1],
  ['a definite property', 'class A {\n  b!: string;\n}', 2],
  ['a comment too far above', '// Because.\n\nconst a = b as string;', 3],
  ['an address that looks like a comment', "const a = f('https://x.example') as string;", 1],
])('%s is caught', (_, text, line) => {
  expect(lines(text)).toEqual([line]);
});

test.each([
  ['a const assertion', 'const a = [1] as const;'],
  ['a reason on the line', 'const a = b as string; // Checked by the caller.'],
  ['a reason on the line above', '// Checked by the caller.\nconst a = b as string;'],
  ['a reason above a chain', '// The library types this as unknown.\nconst a = (\n  b\n) as string;'],
  ['satisfies', 'const a = b satisfies string;'],
  ['negation', 'const a = !b && c !== d;'],
  ['a renamed import', "import { a as b } from './c.ts';"],
])('%s passes', (_, text) => {
  expect(lines(text)).toEqual([]);
});

test('tests may assert', () => {
  expect(lines('const a = b as string;', 'runtime/a.test.ts')).toEqual([]);
});
