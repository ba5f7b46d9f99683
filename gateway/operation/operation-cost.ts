import {
  type ArgumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isInputObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { isRawNumber } from '../../runtime/text/json-numbers.ts';
import type { CostRules, FieldRule } from '../supergraph/cost-rules.ts';

/** Maximum cost of an operation. */
export const MAX_COST = 5_000;
/** Base cost of a mutation. */
const MUTATION_COST = 10;
/** Upper bound of a cost; far below the largest exact integer. */
const CEILING = 1e12;

/** The cost of an operation, and the variables that it depends on. */
export interface OperationCost {
  readonly cost: number;
  /** The first field that violates `requireOneSlicingArgument`; null when there is none. */
  readonly unsliced: string | null;
  /** Variables that the cost depends on. */
  readonly variables: ReadonlySet<string>;
}

/** An operation with the cost rules of its schema. */
export interface CostedOperation {
  readonly schema: GraphQLSchema;
  readonly rules: CostRules;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

type Variables = Readonly<Record<string, unknown>>;

/** Page size of a connection, and the fields that hold its items. */
interface Sized {
  readonly size: number;
  readonly fields: readonly string[];
}

interface Walk extends CostedOperation {
  readonly given: Variables;
  readonly usedVariables: Set<string>;
  /** By fragment and page size: a fragment is counted once, however often it is spread. */
  readonly cache: Map<string, number>;
  unsliced: string | null;
}

/**
 * The maximum cost of a valid operation with these coerced variables. A field that is selected twice counts twice, and
 * selections of mutually exclusive types are added up.
 */
export function costOf(costed: CostedOperation, variables: Variables): OperationCost {
  const walk: Walk = { ...costed, given: variables, usedVariables: new Set(), cache: new Map(), unsliced: null };
  const { operation, schema } = costed;
  const root = schema.getRootType(operation.operation);
  const base = operation.operation === OperationTypeNode.MUTATION ? MUTATION_COST : 0;
  const cost = root ? base + selectionsCost(walk, operation.selectionSet, root, null) : base;
  return { cost: Math.min(CEILING, cost), unsliced: walk.unsliced, variables: walk.usedVariables };
}

function selectionsCost(walk: Walk, set: SelectionSetNode, parent: GraphQLNamedType, sized: Sized | null): number {
  let cost = 0;
  for (const selection of set.selections) cost += selectionCost(walk, selection, parent, sized);
  return Math.min(CEILING, cost);
}

function selectionCost(walk: Walk, node: SelectionNode, parent: GraphQLNamedType, sized: Sized | null): number {
  if (isLeftOut(walk, node)) return 0;
  if (node.kind === Kind.FIELD) return fieldCost(walk, node, parent, sized);
  if (node.kind === Kind.INLINE_FRAGMENT) {
    const type = node.typeCondition ? walk.schema.getType(node.typeCondition.name.value) : parent;
    return type ? selectionsCost(walk, node.selectionSet, type, sized) : 0;
  }
  const key = JSON.stringify([node.name.value, sized]);
  const found = walk.cache.get(key);
  if (found !== undefined) return found;
  // Validation rejects cyclic fragments; if one gets here, it ends here.
  walk.cache.set(key, 0);
  const fragment = walk.fragments[node.name.value];
  const type = fragment && walk.schema.getType(fragment.typeCondition.name.value);
  const cost = fragment && type ? selectionsCost(walk, fragment.selectionSet, type, sized) : 0;
  walk.cache.set(key, cost);
  return cost;
}

function fieldCost(walk: Walk, node: FieldNode, parent: GraphQLNamedType, sized: Sized | null): number {
  const rule = walk.rules.field(parent, node.name.value);
  if (rule === null) return 0;
  const itemCount = sizeOf(walk, node, rule);
  const isSized = sized?.fields.includes(node.name.value) === true;
  const count = rule.isList ? (isSized ? sized.size : itemCount) : 1;
  const { sizedFields } = rule.size;
  const inner =
    node.selectionSet === undefined
      ? 0
      : selectionsCost(
          walk,
          node.selectionSet,
          rule.type,
          sizedFields.length > 0 ? { size: itemCount, fields: sizedFields } : null,
        );
  const cost = count * Math.max(0, rule.weight + inner) + argumentsCost(walk, node, rule);
  return Math.min(CEILING, Math.max(0, cost));
}

/** The number of items of a field: the largest slicing argument, or else the assumed size. */
function sizeOf(walk: Walk, node: FieldNode, { size, arguments: rules }: FieldRule): number {
  const { assumedSize, slicingArguments, requireOneSlicingArgument } = size;
  if (slicingArguments.length === 0) return assumedSize ?? 1;
  const sizes: number[] = [];
  let given = 0;
  for (const { definition } of rules) {
    if (!slicingArguments.includes(definition.name)) continue;
    const argument = node.arguments?.find(({ name }) => name.value === definition.name);
    const value = argument === undefined ? undefined : givenTo(walk, argument.value);
    if (argument !== undefined && value != null) given += 1;
    const length = lengthOf(value === undefined ? definition.defaultValue : value);
    if (length !== null) sizes.push(length);
  }
  if (requireOneSlicingArgument && given !== 1) walk.unsliced ??= node.name.value;
  return sizes.length > 0 ? Math.max(0, ...sizes) : (assumedSize ?? 1);
}

function lengthOf(value: unknown): number | null {
  if (Array.isArray(value)) return value.length;
  // A custom scalar may hold larger numbers than Int.
  if (isRawNumber(value)) return Number(value.rawJSON);
  return typeof value === 'number' ? value : null;
}

function argumentsCost(walk: Walk, node: FieldNode, { arguments: rules }: FieldRule): number {
  let cost = 0;
  for (const { definition, weight } of rules) {
    const isHeavy = walk.rules.hasWeight(definition.type);
    if (weight === 0 && !isHeavy) continue;
    const argument: ArgumentNode | undefined = node.arguments?.find(({ name }) => name.value === definition.name);
    const value = argument === undefined ? definition.defaultValue : givenTo(walk, argument.value);
    if (value == null) continue;
    cost += weight + (isHeavy ? inputCost(walk, definition.type, value) : 0);
  }
  return cost;
}

function inputCost(walk: Walk, type: GraphQLType, value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + inputCost(walk, type, each), 0);
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return 0;
  let cost = 0;
  for (const [name, inner] of Object.entries(value)) {
    const field = named.getFields()[name];
    if (field === undefined || inner == null) continue;
    cost += (walk.rules.input(named, name) ?? 0) + inputCost(walk, field.type, inner);
  }
  return Math.min(CEILING, Math.max(0, cost));
}

/** The value of a literal that may hold variables; undefined for a variable that was not given. */
function givenTo(walk: Walk, node: ValueNode): unknown {
  if (node.kind === Kind.INT) return Number(node.value);
  if (node.kind === Kind.VARIABLE) {
    walk.usedVariables.add(node.name.value);
    return walk.given[node.name.value];
  }
  lookInto(walk, node);
  return valueFromASTUntyped(node, walk.given);
}

function lookInto(walk: Walk, node: ValueNode): void {
  if (node.kind === Kind.VARIABLE) walk.usedVariables.add(node.name.value);
  if (node.kind === Kind.LIST) for (const each of node.values) lookInto(walk, each);
  if (node.kind === Kind.OBJECT) for (const { value } of node.fields) lookInto(walk, value);
}

function isLeftOut(walk: Walk, { directives = [] }: SelectionNode): boolean {
  return directives.some(({ name, arguments: given }) => {
    if (name.value !== 'skip' && name.value !== 'include') return false;
    const [condition] = given ?? [];
    return condition !== undefined && givenTo(walk, condition.value) === (name.value === 'skip');
  });
}
