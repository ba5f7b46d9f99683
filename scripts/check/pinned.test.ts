import { expect, test } from '@jest/globals';
import { pinned } from './pinned.ts';
import { treeOf } from './tree.ts';

const manifest = (dependencies: object, rest: object = {}) =>
  treeOf({ 'package.json': JSON.stringify({ name: 'x', dependencies, ...rest }, null, 2) });

test.each(['^1.2.3', '~1.2.3', '1.x', '*', 'latest', '>=1.0.0', 'github:a/b'])('the range %s is caught', (range) => {
  expect(pinned(manifest({ zod: range }))).toMatchObject([{ file: 'package.json', line: 4, rule: 'pinned' }]);
});

test('ranges hide in no section', () => {
  const overrides = { a: { b: '^1.0.0' } };

  expect(pinned(manifest({}, { devDependencies: { c: '^1.0.0' }, overrides }))).toHaveLength(2);
});

test('exact versions and references to them pass, and engines may be ranges', () => {
  const rest = { overrides: { a: { b: '$b' } }, engines: { node: '>=20' } };

  expect(pinned(manifest({ b: '1.2.3', c: '7.10.0-4.0edf', d: '18.4.0-beta.17' }, rest))).toEqual([]);
});

test('a folder of the project needs no version', () => {
  expect(pinned(manifest({}, { overrides: { a: { b: 'file:scripts/b' } } }))).toEqual([]);
});

test('the packages of a folder are pinned as well', () => {
  const address = ['https:', '', 'packages.example', 'a.tgz'].join('/');
  const tree = treeOf({
    'web/package.json': JSON.stringify({ dependencies: { a: '^1.0.0' } }, null, 2),
    'web/package-lock.json': JSON.stringify({ packages: { a: { resolved: address } } }, null, 2),
  });

  expect(pinned(tree).map(({ file }) => file)).toEqual(['web/package.json', 'web/package-lock.json']);
});

test('a lock file with addresses is caught once, one without passes', () => {
  const address = ['https:', '', 'packages.example', 'a.tgz'].join('/');
  const lock = (entry: object) => treeOf({ 'package-lock.json': JSON.stringify({ packages: { a: entry } }, null, 2) });

  expect(pinned(lock({ version: '1.0.0', resolved: address }))).toMatchObject([{ file: 'package-lock.json', line: 5 }]);
  expect(pinned(lock({ version: '1.0.0' }))).toEqual([]);
});
