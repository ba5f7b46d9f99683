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

/** What the schema of a supergraph says. */
export interface SchemaFacts {
  readonly isOfType: IsOfType;
  readonly findField: FindField;
}

/** What it says of a field. */
export interface FieldFacts {
  /** The named type of its values. */
  readonly typeName: string;
  /**
   * Gives a value of a built-in scalar the form that all subgraphs expect, so that the ids 12 and "12" are one. What is
   * none of its type stays as it is: that is for the other subgraph to refuse. Null for other types.
   */
  readonly coerce: ((value: unknown) => unknown) | null;
}

/** Finds what is known of a field; null for one that the type does not have. */
export type FindField = (typeName: unknown, field: string) => FieldFacts | null;

/** Reads each field once. */
export function createFindField(schema: GraphQLSchema): FindField {
  const known = new Map<string, FieldFacts | null>();
  return (typeName, field) => {
    const key = `${typeName}.${field}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const type = schema.getType(String(typeName));
    const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
    const facts = definition === undefined ? null : factsOf(definition.type);
    // Type names come from subgraphs: one that makes them up must not fill the memory.
    if (known.size < 10_000) known.set(key, facts);
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
  // Nearly all keys are text already.
  return (value) => (typeof value === 'string' ? value : coerceOrKeep(value));
}
