import { describe, expect, test } from '@jest/globals';
import { type GraphQLScalarType, Kind } from 'graphql';
import { scalars } from './scalars.ts';

const both = (scalar: GraphQLScalarType, text: string): unknown[] => [
  scalar.parseValue(text),
  scalar.parseLiteral({ kind: Kind.STRING, value: text }),
];

describe('are read', () => {
  test.each([
    ['2026-11-20T13:00:00Z', '2026-11-20T13:00:00.000Z'],
    ['2026-11-20T13:00Z', '2026-11-20T13:00:00.000Z'],
    ['2026-11-20T13:00:00.123456789+05:30', '2026-11-20T07:30:00.123Z'],
    ['2028-02-29T23:59:59-12:00', '2028-03-01T11:59:59.000Z'],
  ])('DateTime %s', (text, instant) => {
    expect(both(scalars.DateTime, text)).toEqual([new Date(instant), new Date(instant)]);
  });

  test.each([
    [scalars.Date, '2028-02-29', '2028-02-29'],
    [scalars.Date, '0001-01-01', '0001-01-01'],
    [scalars.URL, 'https://example.com', 'https://example.com/'],
    [scalars.URL, 'HTTP://EXAMPLE.com:80/a b?q=ä#f', 'http://example.com/a%20b?q=%C3%A4#f'],
    [scalars.Locale, 'de-ch', 'de-CH'],
    [scalars.Locale, 'zh-hant-tw', 'zh-Hant-TW'],
    [scalars.MinorUnits, '9007199254740993', 9_007_199_254_740_993n],
    [scalars.MinorUnits, '-1', -1n],
    [scalars.CurrencyCode, 'EUR', 'EUR'],
  ])('%s %s', (scalar, text, value) => {
    expect(both(scalar, text)).toEqual([value, value]);
  });
});

describe('are refused', () => {
  test.each([
    ...[
      '',
      'now',
      '2026-11-20',
      '2026-11-20T13:00:00',
      '2026-11-20 13:00:00Z',
      '2026-02-30T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-11-20T25:00:00Z',
      '2026-11-20T13:00:61Z',
      '2026-11-20T13:00:00+99:99',
      '0000-01-01T00:00:00Z',
      '0001-01-01T00:00:00+01:00',
      '9999-12-31T23:59:59-01:00',
      '+012026-11-20T13:00:00Z',
      '+275760-09-13T00:00:00Z',
      '275760-09-13T00:00:00Z',
      '-000001-01-01T00:00:00Z',
      '0026-1-01T00:00:00Z',
      '2026-11-20T13:00:00Z\n',
    ].map((text) => [scalars.DateTime, text] as const),
    ...[
      '',
      '2026-02-29',
      '2026-2-1',
      '2026-00-10',
      '0000-01-01',
      '275760-09-13',
      '02026-01-01',
      '2026-11-20T13:00:00Z',
      '٢٠٢٦-١١-٢٠',
    ].map((text) => [scalars.Date, text] as const),
    ...['', 'example.com', '/path', 'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'https://'].map(
      (text) => [scalars.URL, text] as const,
    ),
    ...['https://example.com/\r\nX: y', 'https://example.com/\t', 'https://example.com:0/', 'https://a\u0000'].map(
      (text) => [scalars.URL, text] as const,
    ),
    [scalars.URL, `https://example.com/${'x'.repeat(2_048)}`],
    ...['', '1.5', '007', '1e3', '9223372036854775808'].map((text) => [scalars.MinorUnits, text] as const),
    ...['', 'eur', 'EURO', 'XAU', 'XTS'].map((text) => [scalars.CurrencyCode, text] as const),
    ...['', 'x', 'de_CH', 'not a locale', `en-${'x'.repeat(40)}`].map((text) => [scalars.Locale, text] as const),
  ])('%s %j', (scalar, text) => {
    expect(() => scalar.parseValue(text)).toThrow(`${scalar.name} expects`);
    expect(() => scalar.parseLiteral({ kind: Kind.STRING, value: text })).toThrow(`${scalar.name} expects`);
  });

  test.each(Object.values(scalars).map((scalar) => [scalar]))('%s that is no text', (scalar) => {
    for (const value of [1, 0, true, null, undefined, [], {}, new Date(0)]) {
      expect(() => scalar.parseValue(value)).toThrow(`${scalar.name} expects`);
    }
    expect(() => scalar.parseLiteral({ kind: Kind.INT, value: '1' })).toThrow(`${scalar.name} expects`);
    expect(() => scalar.parseLiteral({ kind: Kind.NULL })).toThrow(`${scalar.name} expects`);
  });
});

test('are written in their one form', () => {
  const instant = new Date('2026-11-20T13:00:00.5Z');
  expect(scalars.DateTime.serialize(instant)).toBe('2026-11-20T13:00:00.500Z');
  expect(scalars.DateTime.serialize('2026-11-20T13:00:00.500Z')).toBe('2026-11-20T13:00:00.500Z');
  expect(() => scalars.DateTime.serialize('soon')).toThrow();
  expect(scalars.Date.serialize(instant)).toBe('2026-11-20');
  expect(scalars.Date.serialize('2026-11-20')).toBe('2026-11-20');
  expect(scalars.URL.serialize('https://example.com/')).toBe('https://example.com/');
  expect(scalars.Locale.serialize('de-CH')).toBe('de-CH');
  expect(scalars.MinorUnits.serialize(9_007_199_254_740_993n)).toBe('9007199254740993');
});
