import { describe, expect, test } from '@jest/globals';
import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLScalarType,
  GraphQLString,
} from 'graphql';
import { parseJson } from '../../../runtime/text/json-numbers.ts';
import { leafCoercion, leafText } from './leaf-values.ts';

const LONG = new GraphQLScalarType({ name: 'Long' });
const COLOR = new GraphQLEnumType({ name: 'Color', values: { RED: {} } });

/** A value from a subgraph, as JSON, and as clients get it; null when it is not a value of the type. */
const CASES: readonly [GraphQLLeafType, string, string | null][] = [
  [GraphQLID, '12', '"12"'],
  [GraphQLID, '-12', '"-12"'],
  [GraphQLID, '12.0', '"12"'],
  [GraphQLID, '9007199254740993', '"9007199254740993"'],
  [GraphQLID, '123456789012345678901234567890', '"123456789012345678901234567890"'],
  [GraphQLID, '1e21', '"1000000000000000000000"'],
  [GraphQLID, '"9007199254740993"', '"9007199254740993"'],
  [GraphQLID, '1.5', null],
  [GraphQLID, '12345678901234567890.5', null],
  [GraphQLID, 'true', null],
  [GraphQLID, '{"rawJSON":"12"}', null],
  [GraphQLInt, '1.0', '1'],
  [GraphQLInt, '1e3', '1000'],
  [GraphQLInt, '2147483647', '2147483647'],
  [GraphQLInt, '2147483648', null],
  [GraphQLInt, '-2147483648', '-2147483648'],
  [GraphQLInt, '-2147483649', null],
  [GraphQLInt, '9007199254740993', null],
  [GraphQLInt, '1.5', null],
  [GraphQLInt, '1.00000000000000000001', null],
  [GraphQLInt, '1.00000000000000000000', '1'],
  [GraphQLInt, '1e400', null],
  [GraphQLInt, '"7"', '7'],
  [GraphQLInt, '"seven"', null],
  [GraphQLInt, '""', null],
  [GraphQLInt, 'true', '1'],
  [GraphQLInt, '[1]', null],
  [GraphQLFloat, '3', '3'],
  [GraphQLFloat, '0.1234567890123456789', '0.1234567890123456789'],
  [GraphQLFloat, '9007199254740993', '9007199254740993'],
  [GraphQLFloat, '1e400', null],
  [GraphQLFloat, '"0.5"', '0.5'],
  [GraphQLFloat, '"half"', null],
  [GraphQLFloat, 'false', '0'],
  [GraphQLString, '5', '"5"'],
  [GraphQLString, '9007199254740993', '"9007199254740993"'],
  [GraphQLString, 'true', '"true"'],
  [GraphQLString, '{}', null],
  [GraphQLBoolean, '1', 'true'],
  [GraphQLBoolean, '0', 'false'],
  [GraphQLBoolean, '9007199254740993', 'true'],
  [GraphQLBoolean, '1e400', null],
  [GraphQLBoolean, '"true"', null],
  [LONG, '9007199254740993', '9007199254740993'],
  [LONG, '1e400', '1e400'],
  [LONG, '{"deep":[{"in":-18446744073709551616.50}]}', '{"deep":[{"in":-18446744073709551616.50}]}'],
  [COLOR, '"RED"', '"RED"'],
  [COLOR, '9007199254740993', null],
];

describe.each(CASES)('%s given as %s', (type, text, shown) => {
  const value = Object(parseJson(`{"value":${text}}`)).value;

  test(`is shown as ${shown}, as text and as a value`, () => {
    expect(leafText(type)(value)).toBe(shown);
    expect(JSON.stringify(leafCoercion(type)(value)) ?? null).toBe(shown);
  });
});

// Each value without digits to lose.
test.each([
  ...[0, 1, -7, 1.5, 2 ** 31, '', '5', 'x', true, false, {}, []].flatMap((value) =>
    [GraphQLInt, GraphQLFloat, GraphQLString, GraphQLBoolean, GraphQLID].map((type) => [type, value] as const),
  ),
])('%s coerces %j as graphql-js does', (type, value) => {
  let expected: unknown;
  try {
    expected = type.serialize(value);
  } catch {
    expected = undefined;
  }
  expect(leafCoercion(type)(value)).toEqual(expected);
});
