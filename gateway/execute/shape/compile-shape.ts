import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { isRecord, ownField, putField } from '../own-field.ts';
import { collectFields, type FieldGroup, type ShapeScope, tellsTypesApart } from './collect-fields.ts';
import { leafCheck } from './leaf-values.ts';

/** One pass over what subgraphs have told. */
export interface Shaping {
  /** Whether a value was found that its type does not allow. */
  isInvalid: boolean;
  /** Where the pass is, and where such values are; null unless they are looked for. */
  readonly tracing: { readonly path: (string | number)[]; readonly found: (string | number)[][] } | null;
  /** What became of objects that stand at several places, by what they were shaped with. */
  readonly shaped: Map<object, Map<object, Record<string, unknown> | null>>;
  /** Answers `__schema` and `__type`. */
  introspect(fields: FieldGroup): unknown;
}

/**
 * Gives a value its shape in the answer. `undefined` is a null that must not stand where it is, and takes the next place
 * around that may be null.
 */
type Complete = (value: unknown, shaping: Shaping) => unknown;

/** Shapes the whole answer; null when nothing may be left of it. */
export type Shape = (data: Readonly<Record<string, unknown>>, shaping: Shaping) => Record<string, unknown> | null;

/** What a shape is compiled with. */
interface ShapeOptions extends ShapeScope {
  /** The key of a field in the data. */
  dataKey(node: FieldNode, parent: GraphQLNamedType): string;
  /** Whether equal objects were made one at a place, named by the keys to it. */
  isUnited(place: string): boolean;
}

/** Compiles the answer's shape: field order, aliases, type conditions, nulls. Conditions are decided by `scope.variables`. */
export function compileShape(operation: OperationDefinitionNode, scope: ShapeOptions): Shape {
  const root = scope.schema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation}`);
  const shape = completeFields([operation.selectionSet], root, scope, '');
  return (data, shaping) => shape(data, shaping) ?? null;
}

type CompleteObject = (object: Readonly<Record<string, unknown>>, shaping: Shaping) => Record<string, unknown> | null;

interface ShapedField {
  readonly key: string;
  /** Where the data has it. */
  readonly dataKey: string;
  readonly complete: Complete;
}

function completeFields(
  sets: readonly SelectionSetNode[],
  type: GraphQLNamedType,
  scope: ShapeOptions,
  place: string,
): CompleteObject {
  const fields = [...collectFields(sets, type, scope)].map(([key, group]) =>
    shapedField(key, group, type, { scope, place }),
  );
  // Only a client that calls a field `constructor` or the like pays for it.
  const isPlain = fields.every(({ key, dataKey }) => !(key in Object.prototype) && !(dataKey in Object.prototype));
  return (object, shaping) => {
    const shaped: Record<string, unknown> = {};
    for (let at = 0; at < fields.length; at++) {
      const field = fields[at];
      if (field === undefined) break;
      const { key, dataKey } = field;
      const given = isPlain ? object[dataKey] : ownField(object, dataKey);
      shaping.tracing?.path.push(key);
      const value = field.complete(given, shaping);
      shaping.tracing?.path.pop();
      if (value === undefined) return null;
      if (isPlain) shaped[key] = value;
      else putField(shaped, key, value);
    }
    return shaped;
  };
}

function shapedField(
  key: string,
  group: FieldGroup,
  type: GraphQLNamedType,
  { scope, place }: { readonly scope: ShapeOptions; readonly place: string },
): ShapedField {
  const name = group[0]?.name.value ?? '';
  const dataKey = group[0] === undefined ? key : scope.dataKey(group[0], type);
  if (name === '__typename') return { key, dataKey, complete: typeName(type, scope) };
  if (name === '__schema' || name === '__type')
    return { key, dataKey, complete: (_, shaping) => shaping.introspect(group) };
  const definition: GraphQLField<unknown, unknown> | undefined =
    isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
  if (definition === undefined) return { key, dataKey, complete: () => null };
  const sets = group.flatMap(({ selectionSet }) => selectionSet ?? []);
  return { key, dataKey, complete: completeType(definition.type, sets, scope, place + dataKey) };
}

/** The name of an object's own type; one that is only known to be of an abstract type has none, and must have one. */
function typeName(type: GraphQLNamedType, { schema }: ShapeOptions): Complete {
  if (isObjectType(type)) return () => type.name;
  return (told) => (typeof told === 'string' && isObjectType(schema.getType(told)) ? told : undefined);
}

function completeType(
  type: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
  scope: ShapeOptions,
  place: string,
): Complete {
  if (isNonNullType(type)) {
    const complete = completeType(type.ofType, sets, scope, place);
    return (value, shaping) => complete(value, shaping) ?? undefined;
  }
  if (isListType(type)) return completeList(completeType(type.ofType, sets, scope, place));
  if (isLeafType(type)) {
    const isValid = leafCheck(type);
    return (value, shaping) => {
      if (value === null || value === undefined) return null;
      return isValid(value) ? value : invalid(shaping);
    };
  }
  return completeObject(type, sets, scope, place);
}

function completeList(complete: Complete): Complete {
  return (value, shaping) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return invalid(shaping);
    const shaped: unknown[] = [];
    for (let at = 0; at < value.length; at++) {
      shaping.tracing?.path.push(at);
      const item = complete(value[at], shaping);
      shaping.tracing?.path.pop();
      if (item === undefined) return null;
      shaped.push(item);
    }
    return shaped;
  };
}

function completeObject(
  declared: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
  scope: ShapeOptions,
  place: string,
): Complete {
  const isUnited = scope.isUnited(place);
  const known = new Map<unknown, CompleteObject | null>();
  /** Null for a name that clients cannot know. */
  const shapeFor = (name: unknown): CompleteObject | null => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const type = name === undefined || name === null ? declared : scope.schema.getType(String(name));
    const shape = isCompositeType(type) ? shapeOf(type, sets, scope, place) : null;
    // A subgraph that makes up type names must not fill the memory.
    if (known.size < 1_000) known.set(name, shape);
    return shape;
  };
  return (value, shaping) => {
    if (value === null || value === undefined) return null;
    if (!isRecord(value)) return invalid(shaping);
    const shape = shapeFor(value['__typename']);
    if (shape === null) return invalid(shaping);
    return isUnited && shaping.tracing === null ? shapeOnce(shape, value, shaping) : shape(value, shaping);
  };
}

/**
 * The shape of an object as far as its type is known. One that is only known to be of an abstract type is there as long
 * as nothing depends on its own: https://spec.graphql.org/October2021/#ResolveAbstractType()
 */
function shapeOf(
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
  scope: ShapeOptions,
  place: string,
): CompleteObject {
  return isAbstractType(type) && tellsTypesApart(sets, type, scope)
    ? () => null
    : completeFields(sets, type, scope, `${place}.`);
}

/** The same object for the same object: neither is changed any more. */
function shapeOnce(
  shape: CompleteObject,
  value: Record<string, unknown>,
  shaping: Shaping,
): Record<string, unknown> | null {
  let known = shaping.shaped.get(shape);
  if (known === undefined) {
    known = new Map();
    shaping.shaped.set(shape, known);
  }
  let shaped = known.get(value);
  if (shaped === undefined) {
    shaped = shape(value, shaping);
    known.set(value, shaped);
  }
  return shaped;
}

function invalid(shaping: Shaping): null {
  shaping.isInvalid = true;
  shaping.tracing?.found.push([...shaping.tracing.path]);
  return null;
}
