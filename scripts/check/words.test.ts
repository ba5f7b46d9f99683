import { expect, test } from '@jest/globals';
import { treeOf } from './tree.ts';
import { words } from './words.ts';

const check = (line: string) => words(treeOf({ 'docs/a.md': `fine\n${line}\n` }));

test.each([
  ['a path of one machine', `see ${['', 'work', 'shared', 'x.md'].join('/')}`],
  ['a path in quotes', `'${['', 'work', 'main'].join('/')}'`],
  ['a registry', ['https:', '', `${'registry'}.example.org`, 'zod'].join('/')],
  ['a proxy of a registry', ['http:', '', `npm-${'proxy'}.example:8080`].join('/')],
])('%s is caught', (_, line) => {
  expect(check(line)).toMatchObject([{ file: 'docs/a.md', line: 2, rule: 'words' }]);
});

test.each(['https://example.org/frame/work/a', 'a registry of names', 'https://specs.apollo.dev/federation/v2.9'])(
  '%s passes',
  (line) => {
    expect(check(line)).toEqual([]);
  },
);
