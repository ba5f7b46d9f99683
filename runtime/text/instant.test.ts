import { expect, test } from '@jest/globals';
import { readInstant, writeInstant } from './instant.ts';

/** Spread over the years 1 to 9999 and a little beyond, with all parts. */
const INSTANTS = Array.from({ length: 2_000 }, (_, nth) => new Date(-62_135_596_800_000 + nth * 160_123_456_789));

test('instants are written as toISOString writes them', () => {
  for (const instant of INSTANTS) expect(writeInstant(instant)).toBe(instant.toISOString());
  expect(() => writeInstant(new Date(Number.NaN))).toThrow(RangeError);
});

test('instants are read as PostgreSQL writes them in UTC', () => {
  for (const instant of INSTANTS.filter((one) => one.getUTCFullYear() >= 100 && one.getUTCFullYear() <= 9_999)) {
    const [whole, fraction = ''] = instant.toISOString().replace('T', ' ').replace('Z', '').split('.');
    // PostgreSQL writes no zeros at the end.
    const digits = fraction.replace(/0+$/, '');
    expect(readInstant(`${whole}${digits === '' ? '' : `.${digits}`}+00`)).toEqual(instant);
  }
});

test.each([
  ['2026-11-30 21:07:53.123999+00', '2026-11-30T21:07:53.123Z'],
  ['2026-11-30 21:07:53.5+00', '2026-11-30T21:07:53.500Z'],
  ['2026-11-30 21:07:53+00', '2026-11-30T21:07:53.000Z'],
])('%s is %s', (text, expected) => {
  expect(readInstant(text)?.toISOString()).toBe(expected);
});

test.each([
  '2026-11-30 21:07:53+02',
  'infinity',
  '0044-03-15 12:00:00+00 BC',
  '10000-01-01 00:00:00+00',
  '0099-01-01 00:00:00+00',
])('%s has another form', (text) => {
  expect(readInstant(text)).toBeNull();
});
