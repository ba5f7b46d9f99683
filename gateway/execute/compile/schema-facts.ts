import {
  GraphQLID,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLString,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { leafCoercion } from '../shape/leaf-values.ts';
import type { IsOfType } from './is-of-type.ts';

/** Facts about the supergraph's schema that representations need. */
export interface SchemaFacts {
  readonly isOfType: IsOfType;
  readonly findField: FindField;
}

/** Facts about one field. */
export interface FieldFacts {
  /** The named type of its values. */
  readonly typeName: string;
  /**
   * Coerces a value of a built-in scalar to its canonical form, so that the ids 12 and "12" are equal. Invalid values stay
   * as they are: the receiving subgraph rejects them. Null for other types.
   */
  readonly coerce: ((value: unknown) => unknown) | null;
}

/** Finds the facts about a field; null when the type has no such field. */
export type FindField = (typeName: unknown, field: string) => FieldFacts | null;

/** Caches the facts about each field. */
export function createFindField(schema: GraphQLSchema): FindField {
  const cache = new Map<string, FieldFacts | null>();
  return (typeName, field) => {
    const key = `${typeName}.${field}`;
    const found = cache.get(key);
    if (found !== undefined) return found;
    const type = schema.getType(String(typeName));
    const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
    const facts = definition === undefined ? null : factsOf(definition.type);
    // Type names come from subgraphs: made-up names must not fill the memory.
    if (cache.size < 10_000) cache.set(key, facts);
    return facts;
  };
}

const factsOf = (type: GraphQLOutputType): FieldFacts => ({
  typeName: getNamedType(type).name,
  coerce: coercionOf(type),
});

function coercionOf(type: GraphQLOutputType): FieldFacts['coerce'] {
  if (isNonNullType(type)) return coercionOf(type.ofType);
  if (isListType(type)) {
    const coerce = coercionOf(type.ofType);
    return coerce && ((value) => (Array.isArray(value) ? value.map(coerce) : value));
  }
  if (!isScalarType(type) || !isSpecifiedScalarType(type)) return null;
  const coerce = leafCoercion(type);
  const coerceOrKeep = (value: unknown): unknown =>
    value === null || value === undefined ? value : (coerce(value) ?? value);
  if (type.name !== GraphQLID.name && type.name !== GraphQLString.name) return coerceOrKeep;
  // Almost all keys are strings already.
  return (value) => (typeof value === 'string' ? value : coerceOrKeep(value));
}
