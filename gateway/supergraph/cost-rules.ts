import {
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
} from 'graphql';
import { type CostDirectives, type ListSize, readCostDirectives } from './cost-directives.ts';

/** The cost of a selected field without its selections. */
export interface FieldRule {
  readonly type: GraphQLNamedType;
  readonly isList: boolean;
  /** Weight of each item. */
  readonly weight: number;
  readonly size: ListSize;
  readonly arguments: readonly ArgumentRule[];
}

/** An argument with its weight, which counts once regardless of the number of items. */
export interface ArgumentRule {
  readonly definition: GraphQLArgument;
  readonly weight: number;
}

/** Costs by the types of a supergraph's API schema. */
export interface CostRules {
  /** Null where the type has no such field; `__typename` and introspection cost nothing and have none. */
  field(parent: GraphQLNamedType, name: string): FieldRule | null;
  /** Of a field of an input type; null where none is written. */
  input(type: GraphQLNamedType, field: string): number | null;
  /** Whether a value of this type can hold something that weighs. */
  hasWeight(type: GraphQLType): boolean;
}

/** Page size of a connection when a client gives neither `first` nor `last`; what `runtime/operations/connection.ts` takes. */
const DEFAULT_PAGE_SIZE = 20;
/** Items of a list that says nothing of its size. */
const DEFAULT_LIST_SIZE = 10;

const PAGING = ['first', 'last'];

/**
 * The cost rules of a supergraph: `@cost` and `@listSize` as Federation 2.9 has them, after IBM's specification
 * (https://ibm.github.io/graphql-specs/cost-spec.html). Without them an object weighs 1 and a scalar 0, and `first` and
 * `last` say how many items there are, also when the items are in the lists of a connection.
 */
export function readCostRules(supergraph: DocumentNode, schema: GraphQLSchema): CostRules {
  const directives = readCostDirectives(supergraph);
  const cache = new Map<string, FieldRule | null>();
  const weighty = weightyInputs(schema, directives);
  return {
    field(parent, name) {
      const coordinate = `${parent.name}.${name}`;
      const found = cache.get(coordinate);
      if (found !== undefined) return found;
      const rule = ruleOf(schema, directives, parent, name);
      cache.set(coordinate, rule);
      return rule;
    },
    input: (type, field) => directives.weights.get(`${type.name}.${field}`) ?? null,
    hasWeight: (type) => weighty.has(getNamedType(type).name),
  };
}

function ruleOf(
  schema: GraphQLSchema,
  directives: CostDirectives,
  parent: GraphQLNamedType,
  name: string,
): FieldRule | null {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return null;
  const definition = parent.getFields()[name];
  if (definition === undefined) return null;
  // The object type behind an interface is unknown before execution, so the most expensive one counts.
  const holders = [parent, ...(isInterfaceType(parent) ? schema.getPossibleTypes(parent) : [])];
  const coordinates = holders.map((holder) => `${holder.name}.${name}`);
  const weights = coordinates.flatMap((coordinate) => directives.weights.get(coordinate) ?? []);
  const type = getNamedType(definition.type);
  return {
    type,
    isList: isListType(getNullableType(definition.type)),
    weight: weights.length > 0 ? Math.max(...weights) : typeWeight(schema, directives, type),
    size: coordinates.map((coordinate) => directives.sizes.get(coordinate)).find(Boolean) ?? sizeByForm(definition),
    arguments: definition.args.map((argument) => ({
      definition: argument,
      weight: Math.max(0, ...coordinates.map((at) => directives.weights.get(`${at}(${argument.name}:)`) ?? 0)),
    })),
  };
}

function typeWeight(schema: GraphQLSchema, { weights }: CostDirectives, type: GraphQLNamedType): number {
  const fallback = isCompositeType(type) ? 1 : 0;
  if (!isAbstractType(type)) return weights.get(type.name) ?? fallback;
  return Math.max(fallback, ...schema.getPossibleTypes(type).map(({ name }) => weights.get(name) ?? fallback));
}

/** What a field's form says where no directive does: a Relay connection, a page of a list, a list of what was named. */
function sizeByForm({ args, type }: GraphQLField<unknown, unknown>): ListSize {
  const paging = args.map(({ name }) => name).filter((name) => PAGING.includes(name));
  const named = args.filter((argument) => isListType(getNullableType(argument.type))).map(({ name }) => name);
  const isList = isListType(getNullableType(type));
  return {
    assumedSize: paging.length > 0 ? DEFAULT_PAGE_SIZE : DEFAULT_LIST_SIZE,
    slicingArguments: paging.length > 0 ? paging : isList ? named : [],
    sizedFields: paging.length > 0 && !isList ? listFieldsOf(getNamedType(type)) : [],
    requireOneSlicingArgument: false,
  };
}

const listFieldsOf = (type: GraphQLNamedType): readonly string[] =>
  isObjectType(type)
    ? Object.values(type.getFields())
        .filter((field) => isListType(getNullableType(field.type)))
        .map(({ name }) => name)
    : [];

/** Names of the types whose values can hold a weight, at any depth; input types may refer to each other in circles. */
function weightyInputs(schema: GraphQLSchema, { weights }: CostDirectives): ReadonlySet<string> {
  const inputs = Object.values(schema.getTypeMap()).flatMap((type) =>
    'getFields' in type && !isObjectType(type) && !isInterfaceType(type)
      ? [{ name: type.name, fields: Object.values(type.getFields()) }]
      : [],
  );
  const weighty = new Set<string>();
  for (let before = -1; before !== weighty.size; ) {
    before = weighty.size;
    for (const { name, fields } of inputs)
      if (fields.some((field) => weights.has(`${name}.${field.name}`) || weighty.has(getNamedType(field.type).name)))
        weighty.add(name);
  }
  return weighty;
}
