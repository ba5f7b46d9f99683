import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findExplorer } from './find-explorer.ts';

let folder: string;
const lines: string[] = [];
const report = (line: string): void => void lines.push(line);

beforeEach(() => {
  lines.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'explorer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  ['a folder that is missing', () => join(folder, 'none')],
  ['an empty folder', () => folder],
])('%s is reported in one line, and there is no explorer', (_, directory) => {
  expect(findExplorer(report, directory())).toBeNull();
  expect(lines).toEqual([expect.stringContaining('npm run explorer')]);
});

test('a built explorer is found, and nothing is reported', () => {
  writeFileSync(join(folder, 'index.html'), '');
  expect(findExplorer(report, folder)).toBe(folder);
  expect(lines).toEqual([]);
});

test('the one of this project is committed', () => {
  expect(findExplorer(report)).toMatch(/web\/dist$/);
});
