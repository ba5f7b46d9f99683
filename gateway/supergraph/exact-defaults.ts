import {
  type DocumentNode,
  type GraphQLSchema,
  isInputObjectType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  valueFromAST,
} from 'graphql';
import { isRawNumber } from '../../runtime/text/json-numbers.ts';
import { exactValue, holdsRawNumber } from '../graphql/exact-value.ts';

/**
 * Has custom scalars of a schema read the numbers of literals with all their digits, and so the defaults of input fields,
 * which were rounded when it was built. `supergraph` is the text that it was built from.
 */
export function keepDigitsOfDefaults(schema: GraphQLSchema, supergraph: DocumentNode): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || isSpecifiedScalarType(type)) continue;
    type.parseLiteral = exactValue;
    // Introspection shows a default as a literal, and knows numbers alone.
    type.serialize = (value) => (isRawNumber(value) ? Number(value.rawJSON) : value);
  }
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) continue;
    const type = schema.getType(definition.name.value);
    for (const { name, defaultValue } of definition.fields ?? []) {
      const field = isInputObjectType(type) ? type.getFields()[name.value] : undefined;
      if (field === undefined || defaultValue === undefined || !holdsRawNumber(defaultValue)) continue;
      field.defaultValue = valueFromAST(defaultValue, field.type);
    }
  }
}
