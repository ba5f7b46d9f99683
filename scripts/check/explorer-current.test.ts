import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DIST_FOLDER, STAMP_FILE, stampOf } from '../../web/stamp.ts';
import { explorerCurrent } from './explorer-current.ts';

const SOURCES = [
  'build.js',
  'explorer.css',
  'explorer.js',
  'index.html',
  'licences.js',
  'package.json',
  'package-lock.json',
];
let root: string;

const write = (name: string, text: string): void => writeFileSync(join(root, 'web', name), text);
const messages = (): string[] => explorerCurrent(root).map(({ message }) => message);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'explorer-'));
  mkdirSync(join(root, 'web', DIST_FOLDER), { recursive: true });
  for (const name of [...SOURCES, `${DIST_FOLDER}/index.html`, `${DIST_FOLDER}/a.js`]) write(name, name);
  write(STAMP_FILE, stampOf(join(root, 'web')));
});
afterEach(() => rmSync(root, { recursive: true }));

test('an explorer that was built from its sources passes', () => {
  expect(explorerCurrent(root)).toEqual([]);
});

test.each(SOURCES)('a change of %s after the build is caught', (name) => {
  write(name, 'changed');
  expect(messages()).toEqual([expect.stringContaining('not built from the sources')]);
});

test.each<[string, () => void]>([
  ['changed', () => write(`${DIST_FOLDER}/a.js`, 'changed')],
  ['added', () => write(`${DIST_FOLDER}/b.js`, '')],
  ['removed', () => rmSync(join(root, 'web', DIST_FOLDER, 'a.js'))],
  ['renamed', () => renameSync(join(root, 'web', DIST_FOLDER, 'a.js'), join(root, 'web', DIST_FOLDER, 'b.js'))],
  ['all removed', () => rmSync(join(root, 'web', DIST_FOLDER), { recursive: true })],
])('a built file that was %s by hand is caught', (_, change) => {
  change();
  expect(messages()).toEqual([expect.stringContaining('not those that were built')]);
});

test('an explorer that was never built is caught', () => {
  rmSync(join(root, 'web', STAMP_FILE));
  expect(explorerCurrent(root)).toMatchObject([{ file: `web/${STAMP_FILE}`, line: 1, rule: 'explorer' }]);
});
