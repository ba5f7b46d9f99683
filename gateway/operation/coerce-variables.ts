import {
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getVariableValues,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { integerDigits, isRawNumber, type RawNumber } from '../../runtime/text/json-numbers.ts';
import { isRecord } from '../graphql/records.ts';

type Values = Readonly<Record<string, unknown>>;

/** Coerced variables, or the errors found. */
export type CoercedVariables =
  | { readonly coerced: Readonly<Record<string, unknown>>; readonly errors?: never }
  | { readonly errors: readonly GraphQLError[] };

/**
 * Coerces variables as graphql-js does, with defaults, but keeps all digits of large numbers: an ID becomes their text, a
 * Float and a custom scalar keep the raw number, an Int must have 32 bits.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Values,
  options: { readonly maxErrors: number },
): CoercedVariables {
  const types = new Map<string, GraphQLInputType>();
  for (const { variable, type: node } of holdsLargeNumber(given) ? variableDefinitions : []) {
    const type = typeFromAST(schema, node);
    if (isInputType(type)) types.set(variable.name.value, type);
  }
  const readable = types.size === 0 ? given : mapByType(given, (name) => types.get(name), readableNumber);
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, readable, options);
  if (errors !== undefined) return { errors };
  for (const [name, type] of types)
    if (given[name] !== undefined) coerced[name] = restored(type, coerced[name], given[name]);
  return { coerced };
}

/** Whether a value contains a number that graphql-js would round. */
function holdsLargeNumber(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  if (typeof value !== 'object' || value === null) return false;
  return isRawNumber(value) || Object.values(value).some(holdsLargeNumber);
}

type ReadNumber = (type: GraphQLInputType, value: number | RawNumber) => unknown;

const mapByType = (values: Values, typeOf: (name: string) => GraphQLInputType | undefined, read: ReadNumber): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const type = typeOf(name);
      return [name, type === undefined ? value : readNumbers(type, value, read)];
    }),
  );

/** Applies `read` to the numbers in a value, by type. */
function readNumbers(type: GraphQLInputType, value: unknown, read: ReadNumber): unknown {
  if (isNonNullType(type)) return readNumbers(type.ofType, value, read);
  if (isListType(type))
    return Array.isArray(value)
      ? value.map((item) => readNumbers(type.ofType, item, read))
      : readNumbers(type.ofType, value, read);
  if (typeof value === 'number' || isRawNumber(value)) return read(type, value);
  if (!isInputObjectType(type) || !isRecord(value)) return value;
  const fields = type.getFields();
  return mapByType(value, (name) => fields[name]?.type, read);
}

/** Converts a number to a form that graphql-js can coerce. */
function readableNumber(type: GraphQLInputType, value: number | RawNumber): unknown {
  if (!isScalarType(type)) return isRawNumber(value) ? Number(value.rawJSON) : value;
  if (!isSpecifiedScalarType(type)) return value;
  const digits = integerDigits(value);
  if (type.name === 'ID') return digits ?? value;
  if (!isRawNumber(value)) return value;
  // As text it is rejected; rounded, it would pass as an integer.
  return type.name === 'Int' && digits === null ? value.rawJSON : Number(value.rawJSON);
}

/** Restores the raw numbers of Float values after coercion. */
function restored(type: GraphQLInputType, coerced: unknown, given: unknown): unknown {
  if (isNonNullType(type)) return restored(type.ofType, coerced, given);
  if (isListType(type)) {
    if (!Array.isArray(coerced)) return coerced;
    return coerced.map((item, at) => restored(type.ofType, item, Array.isArray(given) ? given[at] : given));
  }
  if (isRawNumber(given)) return isScalarType(type) && type.name === 'Float' ? given : coerced;
  if (!isInputObjectType(type) || !isRecord(given) || !isRecord(coerced)) return coerced;
  const fields = type.getFields();
  for (const [name, value] of Object.entries(given)) {
    const field = fields[name];
    if (field !== undefined && value !== undefined) coerced[name] = restored(field.type, coerced[name], value);
  }
  return coerced;
}
