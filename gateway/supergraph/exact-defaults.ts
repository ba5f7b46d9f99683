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
 * Makes custom scalars keep all digits of number literals, and restores the defaults of input fields that were rounded
 * when the schema was built. `supergraph` is the document that the schema was built from.
 */
export function keepDigitsOfDefaults(schema: GraphQLSchema, supergraph: DocumentNode): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || isSpecifiedScalarType(type)) continue;
    type.parseLiteral = exactValue;
    // Introspection prints a default as a literal and does not know raw numbers.
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
