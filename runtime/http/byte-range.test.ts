import { expect, test } from '@jest/globals';
import { parseByteRange } from './byte-range.ts';

test.each([
  ['bytes=0-0', { first: 0, last: 0 }],
  ['bytes=0-', { first: 0, last: 9 }],
  ['bytes=3-5', { first: 3, last: 5 }],
  ['bytes=9-', { first: 9, last: 9 }],
  ['bytes=5-99', { first: 5, last: 9 }],
  ['bytes=-1', { first: 9, last: 9 }],
  ['bytes=-99', { first: 0, last: 9 }],
  ['Bytes = 3-5', { first: 3, last: 5 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=99-100', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  [null, null],
  ['', null],
  ['bytes', null],
  ['bytes=', null],
  ['bytes=-', null],
  ['bytes=5-3', null],
  ['bytes=a-b', null],
  ['bytes=0-1,3-4', null],
  ['bytes=1.5-2', null],
  ['items=0-1', null],
  [`bytes=${'9'.repeat(400)}-`, null],
])('%s of ten bytes', (header, expected) => {
  expect(parseByteRange(header, 10)).toEqual(expected);
});

test.each(['bytes=0-', 'bytes=0-0', 'bytes=-5'])('no range of an empty content exists: %s', (header) => {
  expect(parseByteRange(header, 0)).toBe('unsatisfiable');
});
