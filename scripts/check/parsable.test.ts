import { expect, test } from '@jest/globals';
import { parsable } from './parsable.ts';
import { treeOf } from './tree.ts';

test('files that do not parse are caught', () => {
  const tree = treeOf({ 'runtime/a.ts': 'const = 1;', 'operations/a.graphql': 'query {' });

  expect(parsable(tree).map(({ file }) => file)).toEqual(['runtime/a.ts', 'operations/a.graphql']);
});

test('files that parse pass, and other kinds are not asked', () => {
  const tree = treeOf({
    'runtime/a.ts': 'const a: number = 1;',
    'web/a.tsx': 'const a = <p>{1}</p>;',
    'operations/a.graphql': 'query { me { id } }',
    'README.md': 'const = 1;',
  });

  expect(parsable(tree)).toEqual([]);
});
