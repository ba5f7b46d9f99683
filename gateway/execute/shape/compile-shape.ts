import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { isRecord } from '../../graphql/records.ts';
import { collectFields, dependsOnType, type FieldGroup, type ShapeScope } from './collect-fields.ts';
import { invalid, note, nothing, untyped } from './field-values.ts';
import type { Complete, CompleteObject, OutputFormat, ShapedField, Shaping } from './output-format.ts';

/** Options of `compileShape`. */
export interface ShapeOptions extends ShapeScope {
  /** The key of a field in the data. */
  dataKey(node: FieldNode, parent: GraphQLNamedType): string;
  /** Whether equal objects at a dotted path were merged. */
  isMerged(path: string): boolean;
}

interface Scope<Output> extends ShapeOptions {
  readonly format: OutputFormat<Output>;
}

/**
 * Compiles the shape of an operation's output: field order, aliases, type conditions and null propagation. Conditions are
 * evaluated with `options.variables`. The result completes the root object; it gives null when a null propagates to it.
 */
export function compileShape<Output>(
  operation: OperationDefinitionNode,
  options: ShapeOptions,
  format: OutputFormat<Output>,
): CompleteObject<Output> {
  const root = options.schema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation}`);
  return completeFields([operation.selectionSet], root, { ...options, format }, '');
}

function completeFields<Output>(
  sets: readonly SelectionSetNode[],
  type: GraphQLNamedType,
  scope: Scope<Output>,
  path: string,
): CompleteObject<Output> {
  const fields = [...collectFields(sets, type, scope)].map(([key, group]) =>
    shapedField(key, group, type, { scope, path }),
  );
  return scope.format.object(fields);
}

function shapedField<Output>(
  key: string,
  group: FieldGroup,
  type: GraphQLNamedType,
  { scope, path }: { readonly scope: Scope<Output>; readonly path: string },
): ShapedField<Output> {
  const name = group[0]?.name.value ?? '';
  const dataKey = group[0] === undefined ? key : scope.dataKey(group[0], type);
  if (name === '__typename') return { key, dataKey, complete: typeName(type, scope) };
  if (name === '__schema' || name === '__type') return { key, dataKey, complete: introspection(name, group, scope) };
  const definition: GraphQLField<unknown, unknown> | undefined =
    isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
  if (definition === undefined) return { key, dataKey, complete: () => null };
  const sets = group.flatMap(({ selectionSet }) => selectionSet ?? []);
  return { key, dataKey, complete: completeType(definition.type, sets, scope, path + dataKey) };
}

function introspection<Output>(
  name: '__schema' | '__type',
  group: FieldGroup,
  { format }: Scope<Output>,
): Complete<Output> {
  return (_, shaping) => {
    const value = shaping.introspect(group);
    return value === null && name === '__schema' ? undefined : format.json(value);
  };
}

/** Completes `__typename`: an object that is only known by an abstract type has no name of its own. */
function typeName<Output>(type: GraphQLNamedType, { schema, format }: Scope<Output>): Complete<Output> {
  const name = format.json(type.name);
  if (isObjectType(type)) return () => name;
  return (value, shaping) => {
    if (typeof value === 'string' && isObjectType(schema.getType(value))) return format.json(value);
    untyped(shaping, true);
    return undefined;
  };
}

function completeType<Output>(
  type: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
  scope: Scope<Output>,
  path: string,
): Complete<Output> {
  if (isNonNullType(type)) {
    const complete = completeType(type.ofType, sets, scope, path);
    return (value, shaping) => {
      const completed = complete(value, shaping);
      if (completed !== null && completed !== undefined) return completed;
      shaping.isInvalid = true;
      note(shaping, 'required');
      return undefined;
    };
  }
  if (isListType(type)) return scope.format.list(completeType(type.ofType, sets, scope, path));
  if (isLeafType(type)) return scope.format.leaf(type);
  return completeObject(type, sets, scope, path);
}

function completeObject<Output>(
  declared: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
  scope: Scope<Output>,
  path: string,
): Complete<Output> {
  const isMerged = scope.isMerged(path);
  // Subgraphs may rename their root types.
  const isRoot = isRootType(declared, scope.schema);
  const cache = new Map<unknown, CompleteObject<Output> | null>();
  /** Null for an unknown type name, or one that is not possible here. */
  const shapeFor = (name: unknown): CompleteObject<Output> | null => {
    const found = cache.get(name);
    if (found !== undefined) return found;
    const type = isRoot ? declared : typeNamed(name, declared, scope.schema);
    const shape = type === null ? null : shapeOf(type, sets, scope, path);
    // Made-up type names of a subgraph must not fill the memory.
    if (cache.size < 1_000) cache.set(name, shape);
    return shape;
  };
  return (value, shaping) => {
    if (value === null || value === undefined) return nothing(value, shaping);
    if (!isRecord(value)) return invalid(shaping);
    const shape = shapeFor(value['__typename']);
    if (shape === null) return invalid(shaping);
    return isMerged && shaping.tracing === null ? shapeOnce(shape, value, shaping) : shape(value, shaping);
  };
}

const isRootType = (type: GraphQLNamedType, schema: GraphQLSchema): boolean =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some((root) => root === type);

/**
 * The type of an object with this type name where `declared` is the type of the field; null when the two are incompatible.
 * A subgraph with an `@interfaceObject` knows only the interface's name, which says no more than the declared type.
 */
function typeNamed(name: unknown, declared: GraphQLCompositeType, schema: GraphQLSchema): GraphQLCompositeType | null {
  if (name === undefined || name === null || name === declared.name) return declared;
  const type = typeof name === 'string' ? schema.getType(name) : undefined;
  if ((isObjectType(type) || isInterfaceType(type)) && fits(type, declared, schema)) return type;
  const canBe = isInterfaceType(type) && schema.getPossibleTypes(type).some((each) => fits(each, declared, schema));
  return canBe ? declared : null;
}

const fits = (
  type: GraphQLObjectType | GraphQLInterfaceType,
  declared: GraphQLCompositeType,
  schema: GraphQLSchema,
): boolean => type === declared || (isAbstractType(declared) && schema.isSubType(declared, type));

/**
 * The shape of an object of a type. An object that is only known by an abstract type is valid as long as no selection
 * depends on its object type: https://spec.graphql.org/October2021/#ResolveAbstractType()
 */
function shapeOf<Output>(
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
  scope: Scope<Output>,
  path: string,
): CompleteObject<Output> {
  return isAbstractType(type) && dependsOnType(sets, type, scope)
    ? (_, shaping) => {
        untyped(shaping, false);
        return null;
      }
    : completeFields(sets, type, scope, `${path}.`);
}

/** Caches the output of a shared object. */
function shapeOnce<Output>(
  shape: CompleteObject<Output>,
  value: Record<string, unknown>,
  shaping: Shaping<Output>,
): Output | null {
  let cache = shaping.shaped.get(shape);
  if (cache === undefined) {
    cache = new Map();
    shaping.shaped.set(shape, cache);
  }
  let shaped = cache.get(value);
  if (shaped === undefined) {
    shaped = shape(value, shaping);
    cache.set(value, shaped);
  }
  return shaped;
}
