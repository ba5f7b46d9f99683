import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLScalarType,
  GraphQLString,
  isEnumType,
} from 'graphql';
import { integerDigits, isRawNumber, type RawNumber } from '../../../runtime/text/json-numbers.ts';

/**
 * Coerces a subgraph's value of a leaf type for the output; undefined when it is invalid. Built-in scalars are coerced as
 * graphql-js serializes them: strings and booleans may be given for numbers and vice versa, an ID becomes a string, an Int
 * has 32 bits. Values of custom scalars are not checked. https://spec.graphql.org/October2021/#sec-Scalars
 */
export function leafCoercion(type: GraphQLLeafType): (value: unknown) => unknown {
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name));
    return (value) => (typeof value === 'string' && names.has(value) ? value : undefined);
  }
  const isUsual = USUAL_VALUES.get(type.name);
  if (isUsual === undefined) return (value) => value;
  return (value) => (isUsual(value) ? value : coerced(type, value));
}

/** Coerces a subgraph's value of a leaf type to JSON; null when it is invalid. */
export function leafText(type: GraphQLLeafType): (value: unknown) => string | null {
  if (isEnumType(type)) {
    const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, `"${name}"`]));
    return (value) => texts.get(value) ?? null;
  }
  const isUsual = USUAL_VALUES.get(type.name);
  if (isUsual === undefined) return (value) => JSON.stringify(value);
  return (value) => {
    if (!isUsual(value)) return JSON.stringify(coerced(type, value)) ?? null;
    return typeof value === 'string' ? quoted(value) : String(value);
  };
}

/** Strings without characters that JSON escapes and without lone surrogates. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** A string as JSON. */
const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** The values of built-in scalars that need no coercion. */
const USUAL_VALUES: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  [GraphQLBoolean.name, (value) => typeof value === 'boolean'],
  [GraphQLInt.name, (value) => typeof value === 'number' && (value | 0) === value],
  [GraphQLFloat.name, (value) => typeof value === 'number' && Number.isFinite(value)],
  [GraphQLString.name, (value) => typeof value === 'string'],
  [GraphQLID.name, (value) => typeof value === 'string'],
]);

function coerced(type: GraphQLScalarType, value: unknown): unknown {
  if (type.name === GraphQLID.name && (typeof value === 'number' || isRawNumber(value)))
    return integerDigits(value) ?? undefined;
  if (isRawNumber(value)) return coercedRaw(type, value);
  try {
    return type.serialize(value);
  } catch {
    return undefined;
  }
}

/** Keeps all digits of the number where the type can hold them. */
function coercedRaw(type: GraphQLScalarType, raw: RawNumber): unknown {
  const text = raw.rawJSON;
  if (type.name === GraphQLString.name) return text;
  if (type.name === GraphQLInt.name && integerDigits(raw) === null) return undefined;
  const value = coerced(type, Number(text));
  return type.name === GraphQLFloat.name && value !== undefined ? JSON.rawJSON(text) : value;
}
