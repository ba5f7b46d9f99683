import { expect, test } from '@jest/globals';
import { parseJson } from '../text/json-numbers.ts';
import { readVariables } from './parse-operation.ts';

const read = (text: string): unknown => readVariables(Object(parseJson(text)));

test('resolvers in this process get numbers as JSON.parse gives them, however deep', () => {
  const text = '{"a":9007199254740993,"b":[{"c":1e400,"__proto__":0.12345678901234567890}],"d":null,"e":"9"}';
  expect(read(text)).toEqual(JSON.parse(text));
});

test('variables without such numbers are handed on as they are', () => {
  const variables = { a: 1, b: ['x', null, { c: 1.5 }] };
  expect(readVariables(variables)).toBe(variables);
  expect(readVariables(undefined)).toBeUndefined();
});

test.each(['{"a":"\\u0000"}', '{"a":[{"b":"x\\u0000"},9007199254740993]}'])('%s holds a NUL', (text) => {
  expect(read(text)).toBeNull();
});
