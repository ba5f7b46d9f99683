import { describe, expect, test } from '@jest/globals';
import { decodeCursor, encodeCursor } from '../live/cursor.ts';
import { createPaging } from './connection.ts';
import { cursorPart } from './cursor-parts.ts';
import { newId } from './ids.ts';

const badInput = expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } });
const cursor = (json: string) => Buffer.from(json).toString('base64url');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** Numbers as a forger may write them; none is a count, a sequence or an instant. */
const NO_NUMBERS = [
  ...['-1', '-9223372036854775808', '1.5', '1e3', '1E3', '1.0', '-0', '01', '1e999', '9007199254740993'],
  ...['9223372036854775808', '"1"', 'null', 'true', '[1]', '{}', 'NaN', '0x1'],
];

/** Instants that PostgreSQL does not read, or that only look like the ones we write. */
const NO_INSTANTS = [
  ...['0000-01-01T00:00:00.000Z', '-000001-01-01T00:00:00.000Z', '+275760-09-13T00:00:00.000Z'],
  ...['2026-02-30T00:00:00.000Z', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000000Z', '2026-01-01', 'now', ''],
  '2026-01-01T00:00:00.000+01:00',
];

describe.each([
  ['integer', cursorPart.integer, [0, 1, 2 ** 31 - 1], [...NO_NUMBERS, '2147483648', '4294967296']],
  ['bigint', cursorPart.bigint, [0, 2 ** 31, Number.MAX_SAFE_INTEGER], NO_NUMBERS],
  ['milliseconds', cursorPart.milliseconds, [0, LAST_MS], [...NO_NUMBERS, `${LAST_MS + 1}`, '8640000000000000']],
] as const)('a cursor of %s', (_, part, good, bad) => {
  const paging = createPaging({ name: 'things', key: [part], keyOf: (key: number) => [key] });

  test.each(good)('holds %p', (value) => {
    expect(paging.parse({ after: cursor(`["things",${value}]`) }).from).toEqual([value]);
  });

  test.each(bad)('does not hold %s', (value) => {
    expect(() => paging.parse({ after: cursor(`["things",${value}]`) })).toThrow(badInput);
    expect(() => paging.parse({ before: cursor(`["things",${value}]`) })).toThrow(badInput);
  });
});

describe('a cursor of an instant', () => {
  const paging = createPaging({ name: 'things', key: [cursorPart.instant], keyOf: (key: string) => [key] });

  test.each(['1970-01-01T00:00:00.000Z', '2028-02-29T23:59:59.999Z', '9999-12-31T23:59:59.999Z'])('holds %s', (at) => {
    expect(paging.parse({ after: cursor(JSON.stringify(['things', at])) }).from).toEqual([at]);
  });

  test.each(NO_INSTANTS)('does not hold %j', (at) => {
    expect(() => paging.parse({ after: cursor(JSON.stringify(['things', at])) })).toThrow(badInput);
  });
});

test('a cursor of an id holds ids of its kind alone', () => {
  const paging = createPaging({ name: 'things', key: [cursorPart.id('usr')], keyOf: (key: string) => [key] });
  const id = newId('usr', new Date());
  expect(paging.parse({ after: cursor(JSON.stringify(['things', id])) }).from).toEqual([id]);
  for (const other of [newId('msg', new Date()), 'usr_1', '', `${id}\u0000`])
    expect(() => paging.parse({ after: cursor(JSON.stringify(['things', other])) })).toThrow(badInput);
});

describe('a cursor of a live log', () => {
  test.each([0, 7, Number.MAX_SAFE_INTEGER])('holds %p', (sequence) => {
    const timeline = '0000001F';
    const text = encodeCursor('a.log', 'usr_1', sequence, timeline);
    expect(decodeCursor('a.log', 'usr_1', text)).toEqual({ sequence, timeline });
  });

  test('of before it had a timeline holds none', () => {
    expect(decodeCursor('a.log', 'usr_1', cursor('["a.log","usr_1",7]'))).toEqual({ sequence: 7, timeline: null });
  });

  test.each(NO_NUMBERS)('does not hold %s', (sequence) => {
    expect(() => decodeCursor('a.log', 'usr_1', cursor(`["a.log","usr_1",${sequence},"00000001"]`))).toThrow(badInput);
    expect(() => decodeCursor('a.log', 'usr_1', cursor(`["a.log","usr_1",${sequence}]`))).toThrow(badInput);
  });

  test.each(['', '💥', cursor('null'), cursor('["a.log","usr_1"]'), cursor('["a.log","usr_1",1,1]')])(
    'is not %j',
    (text) => {
      expect(() => decodeCursor('a.log', 'usr_1', text)).toThrow(badInput);
    },
  );
});
