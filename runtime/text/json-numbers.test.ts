import { describe, expect, test } from '@jest/globals';
import { integerDigits, isRawNumber, numberOf, parseJson } from './json-numbers.ts';

const EXACT = [
  '9007199254740993',
  '-9007199254740993',
  '18446744073709551615',
  '123456789012345678901234567890',
  '0.1234567890123456789',
  '52.5200065999999999',
  '1234567.12345678901',
  '1e400',
  '-1E+400',
  '1e-400',
  '9007199254740993e-3',
  '100000000000000000000000',
];

const DOUBLES = [
  '0',
  '-1',
  '1.0',
  '1.10',
  '0.1',
  '9007199254740992',
  '0.30000000000000004',
  '1e21',
  '5e-324',
  '2.50e3',
  '9007199254740993e3',
];

describe('a number that a double would change', () => {
  test.each(EXACT)('%s keeps its digits', (text) => {
    for (const [before, after] of [
      ['{"a":', '}'],
      ['{"a":{"b":[1,', ' ]}}'],
      [`{"text":"${'x'.repeat(40)}","a":[`, '\n]}'],
    ]) {
      const read = parseJson(`${before}${text}${after}`);
      expect(JSON.stringify(read)).toBe(`${before}${text}${after}`.replace(/\s/g, ''));
    }
    expect(isRawNumber(numberOf(text))).toBe(true);
  });

  test('is found wherever it stands in a long text', () => {
    for (let before = 0; before < 40; before++) {
      const text = `["${'x'.repeat(before)}",9007199254740993,"${'x'.repeat(40 - before)}"]`;
      expect(JSON.stringify(parseJson(text))).toBe(text);
    }
  });
});

test.each(DOUBLES)('%s is a plain number', (text) => {
  expect(numberOf(text)).toBe(Number(text));
  expect(parseJson(`{"a":${text},"b":9007199254740993}`)).toMatchObject({ a: Number(text) });
});

test('text that looks like a number stays text, and keys stay keys', () => {
  const text = '{"9007199254740993":"9007199254740993","__proto__":"1e400","card":"4111 1111 1111 1111, 1e400 ]"}';
  const read = parseJson(text);
  expect(JSON.stringify(read)).toBe(text);
  expect(Object.keys(Object(read))).toEqual(['9007199254740993', '__proto__', 'card']);
});

test('a document that is one number is a plain one', () => {
  expect(parseJson('9007199254740993')).toBe(9007199254740992);
});

test.each(['', '{', '{"a":9007199254740993', '[1e400 ', `${'9'.repeat(40)}x`])('%j is no JSON', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

test.each([
  ['a long run of digits', `{"a":${'1'.repeat(300_000)}`],
  ['a long exponent', `{"a":1e${'1'.repeat(300_000)}`],
  ['zeros that do not end', `{"a":"${'0'.repeat(150_000)}${'0.'.repeat(75_000)}"}`],
  ['blanks after an exponent', `{"a":1e400${' '.repeat(300_000)}`],
])('%s takes no longer than its length', (_, text) => {
  const began = performance.now();
  try {
    parseJson(text);
  } catch {
    // No JSON: that is not asked here.
  }
  // Linear work takes milliseconds, quadratic work minutes.
  expect(performance.now() - began).toBeLessThan(2_000);
});

test.each<[string, string | null]>([
  ['12', '12'],
  ['-0', '0'],
  ['1.0', '1'],
  ['1e21', '1000000000000000000000'],
  ['9007199254740993', '9007199254740993'],
  ['-9007199254740993.00', '-9007199254740993'],
  ['12345678901234567890.5', null],
  ['1.5', null],
  ['1e400', `1${'0'.repeat(400)}`],
  ['1e1000000', null],
  ['1e-400', null],
])('%s has the digits %s', (text, digits) => {
  expect(integerDigits(numberOf(text))).toBe(digits);
});
