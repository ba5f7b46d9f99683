import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { convertValue } from './convert-value.ts';
import { createLineIndex } from './line-index.ts';
import { readMap } from './read-map.ts';
import { openRefusalReport } from './refusal-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'import-parts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(readdirSync('docs/migration').filter((file) => file.endsWith('.yaml')))(
  'docs/migration/%s is a map',
  (file) => {
    expect(readMap(join('docs/migration', file)).files.length).toBeGreaterThan(0);
  },
);

test.each([
  ['instant', '2020-01-02 03:04:05.1234+03', {}, new Date('2020-01-02T00:04:05.123Z')],
  ['instant', '2020-01-02T03:04:05', { zone: '-01:30' }, new Date('2020-01-02T04:34:05.000Z')],
  ['instant', 1_577_934_245, { format: 'unix-s' }, new Date('2020-01-02T03:04:05.000Z')],
  ['date', '2.1.1990', { format: 'DD.MM.YYYY' }, '1990-01-02'],
  ['date', '1990-01-02T00:00:00.000Z', {}, '1990-01-02'],
  ['phone', '8 (999) 123-45-67', { region: 'RU' }, '+79991234567'],
  ['decimal', '12,50', { decimalSign: ',' }, '12.50'],
  ['boolean', 'T', {}, true],
  ['list', '["a","b"]', {}, ['a', 'b']],
  ['list', 'a; b;', { separator: ';' }, ['a', 'b']],
  ['text', 17, {}, '17'],
] as const)('a value of type %s: %s', (type, value, column, expected) => {
  expect(convertValue({ type }, value, column)).toEqual(expected);
});

test.each([
  ['instant', '2020-01-02 03:04:05', {}],
  ['instant', '2020-02-31T03:04:05Z', {}],
  ['date', '31.02.1990', { format: 'DD.MM.YYYY' }],
  ['decimal', '1e3', {}],
  ['integer', '1.5', {}],
  ['boolean', 'maybe', {}],
  ['text', { $oid: 'x' }, {}],
  // A number that JSON.parse has rounded already.
  ['text', 2 ** 53, {}],
] as const)('%s is not %j', (type, value, column) => {
  expect(() => convertValue({ type }, value, column)).toThrow(/./);
});

test('a line index names the line that had a key first, through its growth', () => {
  const index = createLineIndex();
  for (let line = 1; line <= 5_000; line += 1) expect(index.add(`key ${line}`, line)).toBeNull();
  expect([index.add('key 1', 9_999), index.add('key 5000', 9_999)]).toEqual([1, 5_000]);
  expect([index.has('key 77'), index.has('other')]).toEqual([true, false]);
});

test('a report goes on after the settled lines, and what was written in vain is gone', () => {
  const row = (line: number) => ({ line, oldId: String(line), outcome: 'refused', reason: 'No.' }) as const;
  const linesOf = (path: string) =>
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((text): unknown => JSON.parse(text));
  const first = openRefusalReport(folder, 'a/users.csv', 0);
  first.write([row(2), row(3)]);
  first.settle();
  first.write([row(7)]);
  first.write([row(8)]);
  first.close();
  expect(linesOf(first.path)).toMatchObject([{ line: 2 }, { line: 3 }, { line: 8 }]);

  const second = openRefusalReport(folder, 'a/users.csv', 5);
  second.write([row(8), row(9)]);
  second.settle();
  second.close();
  expect(linesOf(second.path)).toMatchObject([{ line: 2 }, { line: 3 }, { line: 8 }, { line: 9 }]);
});
