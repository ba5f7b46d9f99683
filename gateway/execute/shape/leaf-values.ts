import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql';

/** Whether a subgraph's value is one of a leaf type; what a custom scalar holds is its subgraph's affair. */
export function leafCheck(type: GraphQLLeafType): (value: unknown) => boolean {
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name));
    return (value) => typeof value === 'string' && names.has(value);
  }
  return CHECKS.get(type.name) ?? (() => true);
}

/** A subgraph's value of a leaf type as JSON; null when it is none of that type. */
export function leafText(type: GraphQLLeafType): (value: unknown) => string | null {
  if (isEnumType(type)) {
    const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, `"${name}"`]));
    return (value) => texts.get(value) ?? null;
  }
  const isValid = CHECKS.get(type.name);
  if (isValid === undefined) return (value) => JSON.stringify(value);
  return (value) => {
    if (!isValid(value)) return null;
    return typeof value === 'string' ? quoted(value) : String(value);
  };
}

/** Nothing that JSON must escape, nor halves of pairs, which it may have to. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** Text as JSON. */
const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

const CHECKS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  [GraphQLBoolean.name, (value) => typeof value === 'boolean'],
  [GraphQLInt.name, (value) => Number.isInteger(value)],
  [GraphQLFloat.name, (value) => typeof value === 'number' && Number.isFinite(value)],
  [GraphQLString.name, (value) => typeof value === 'string'],
  [GraphQLID.name, (value) => typeof value === 'string' || Number.isInteger(value)],
]);
