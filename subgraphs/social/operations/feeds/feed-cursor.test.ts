import { expect, test } from '@jest/globals';
import { decodeChronological, encodeChronological } from './feed-cursor.ts';
import { decodeRanked, encodeRanked, MAX_SHOWN, type RankedPosition } from './ranked-cursor.ts';

const NOW = new Date('2026-12-01T08:00:00Z');
const RANKED: RankedPosition = {
  ceiling: 9_000,
  asOf: NOW.getTime(),
  top: 800,
  floor: 500,
  shown: [500, 501, 700, 800],
};
const isRefused = expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) });
const forged = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

test('a position is read as it was written', () => {
  expect(decodeChronological('LATEST', encodeChronological('LATEST', 7))).toBe(7);
  expect(decodeRanked('FOR_YOU', encodeRanked('FOR_YOU', RANKED), NOW)).toEqual(RANKED);
  expect(decodeRanked('FOR_YOU', encodeRanked('FOR_YOU', { ...RANKED, shown: [] }), NOW).shown).toEqual([]);
});

test('a cursor of a whole window stays below 2,000 characters', () => {
  const shown = Array.from({ length: 200 }, (_, at) => 1_000_000 + at * 900);
  const cursor = encodeRanked('FOR_YOU', {
    ceiling: 2_000_000,
    asOf: NOW.getTime(),
    top: 2_000_000,
    floor: 1_000_000,
    shown,
  });
  expect(cursor.length).toBeLessThan(2_000);
});

test.each([
  ['another feed', encodeChronological('FOLLOWING', 7)],
  ['a ranked feed', encodeRanked('LATEST', RANKED)],
  ['too many parts', forged('LATEST', 5, 7)],
  ['a negative number', forged('LATEST', -1)],
  ['a fraction', forged('LATEST', 1.5)],
  ['more than a double holds', Buffer.from('["LATEST",9007199254740993]').toString('base64url')],
  ['text in place of a number', forged('LATEST', '5')],
  ['nothing', ''],
  ['no cursor', 'eyJ9'],
])('a cursor of %s is refused', (_, cursor) => {
  expect(() => decodeChronological('LATEST', cursor)).toThrow(isRefused);
});

test.each([
  ['a chronological feed', encodeChronological('FOR_YOU', 7)],
  ['the future', forged('FOR_YOU', 9_000, NOW.getTime() + 1, 800, 500, '')],
  ['a window above its ceiling', forged('FOR_YOU', 700, 1, 800, 500, '')],
  ['a window upside down', forged('FOR_YOU', 9_000, 1, 400, 500, '')],
  ['a number outside its window', forged('FOR_YOU', 9_000, 1, 800, 500, 'zz')],
  ['a number twice', forged('FOR_YOU', 9_000, 1, 800, 500, '1.0')],
  ['another spelling', forged('FOR_YOU', 9_000, 1, 800, 500, '01')],
  ['too many', forged('FOR_YOU', 9_000, 1, 9_000, 0, Array.from({ length: MAX_SHOWN + 1 }, () => '1').join('.'))],
  ['other text', forged('FOR_YOU', 9_000, 1, 800, 500, '1;2')],
])('a cursor of a ranked feed with %s is refused', (_, cursor) => {
  expect(() => decodeRanked('FOR_YOU', cursor, NOW)).toThrow(isRefused);
});
