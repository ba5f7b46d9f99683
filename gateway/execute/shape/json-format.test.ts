import { expect, test } from '@jest/globals';
import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLScalarType,
  GraphQLString,
} from 'graphql';
import { jsonFormat } from './json-format.ts';
import type { Shaping } from './output-format.ts';

const opened = (): Shaping<string> => ({ isInvalid: false, tracing: null, shaped: new Map(), introspect: () => null });
const ANY = new GraphQLScalarType({ name: 'Any' });

test.each<[GraphQLLeafType, unknown]>([
  ...[
    '',
    'plain',
    '"',
    '\\',
    'a"b\\c',
    '\n\r\t\b\f\u0000\u001f\u007f',
    '</script>',
    'Ädä',
    '😀',
    '\u2028\u2029',
    '\ud83d',
    'a\udc00b',
    '\uffff',
  ].flatMap((text): [GraphQLLeafType, unknown][] => [
    [GraphQLString, text],
    [GraphQLID, text],
    [ANY, { [text]: text }],
  ]),
  ...[0, -0, 1, -17, 2 ** 53, 1e21, -1e-7, 0.1].map((value): [GraphQLLeafType, unknown] => [GraphQLFloat, value]),
  [GraphQLInt, -0],
  [GraphQLInt, 2 ** 31 - 1],
  [GraphQLBoolean, false],
  [ANY, [null, 1, { a: [] }]],
])('%s %j is written as JSON.stringify writes it', (type, value) => {
  expect(jsonFormat.leaf(type)(value, opened())).toBe(JSON.stringify(value));
});

test.each<[GraphQLLeafType, unknown]>([
  [GraphQLString, {}],
  [GraphQLInt, 1.5],
  [GraphQLInt, 2 ** 31],
  [GraphQLInt, 'one'],
  [GraphQLFloat, Number.NaN],
  [GraphQLFloat, Number.POSITIVE_INFINITY],
  [GraphQLBoolean, 'true'],
  [GraphQLID, {}],
])('%s is never %j', (type, value) => {
  const shaping = opened();

  expect(jsonFormat.leaf(type)(value, shaping)).toBeNull();
  expect(shaping.isInvalid).toBe(true);
});

test('fields are found and named whatever they are called, and what is missing is null', () => {
  const complete = jsonFormat.leaf(GraphQLString);
  const fields = ['__proto__', 'constructor', 'a'].map((key) => ({ key, dataKey: key, complete }));
  const shape = jsonFormat.object(fields);

  expect(shape(JSON.parse('{"__proto__":"x","constructor":"y"}'), opened())).toBe(
    '{"__proto__":"x","constructor":"y","a":null}',
  );
  expect(shape({}, opened())).toBe('{"__proto__":null,"constructor":null,"a":null}');
});

test('a null that must not be takes what is around it', () => {
  const must = () => undefined;
  const object = jsonFormat.object([{ key: 'a', dataKey: 'a', complete: must }]);

  expect(object({}, opened())).toBeNull();
  expect(jsonFormat.list(must)([1], opened())).toBeNull();
  expect(jsonFormat.list(() => null)([1, 2], opened())).toBe('[null,null]');
  expect(jsonFormat.list(() => '1')([], opened())).toBe('[]');
});
