import { inspect } from 'node:util';
import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  isObjectType,
} from 'graphql';
import type { ResponsePath, Run } from './execution-run.ts';
import { isPromise } from './is-promise.ts';
import { type Complete, type ExecuteFields, type FieldFacts, infoOf, type OperationScope } from './operation-scope.ts';

/** Executes what a field selects of an object. It is compiled when the first object comes. */
export function compileObject(scope: OperationScope, type: GraphQLObjectType, field: FieldFacts): Complete {
  let execute: ExecuteFields | null = null;
  const executeFields: ExecuteFields = (run, value, path) => {
    execute ??= scope.compileObject(type, field.nodes);
    return execute(run, value, path);
  };
  const { isTypeOf } = type;
  if (isTypeOf == null) return executeFields;
  return (run, value, path) => {
    const executeIf = (isOfType: boolean): unknown => {
      if (isOfType) return executeFields(run, value, path);
      throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, {
        nodes: field.nodes,
      });
    };
    const isOfType = isTypeOf(value, run.context, fieldInfo(run, field, path));
    return isPromise(isOfType) ? isOfType.then(executeIf) : executeIf(isOfType);
  };
}

/** Executes what a field selects of the object type that a value has. */
export function compileAbstract(scope: OperationScope, type: GraphQLAbstractType, field: FieldFacts): Complete {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const objects = new Map<string, Complete>();
  const objectOf = (name: unknown, value: unknown): Complete => {
    const compiled = typeof name === 'string' ? objects.get(name) : undefined;
    if (compiled !== undefined) return compiled;
    const object = compileObject(scope, runtimeTypeOf(name, value), field);
    objects.set(String(name), object);
    return object;
  };
  const runtimeTypeOf = (name: unknown, value: unknown): GraphQLObjectType => {
    const fail = (reason: string): never => {
      throw new GraphQLError(reason, { nodes: field.nodes });
    };
    const position = `must resolve to an Object type at runtime for field "${field.parentType.name}.${field.name}"`;
    if (name == null)
      return fail(
        `Abstract type "${type.name}" ${position}. Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      );
    if (typeof name !== 'string')
      return fail(
        `Abstract type "${type.name}" ${position} with value ${inspect(value)}, received "${inspect(name)}".`,
      );
    const runtimeType = scope.schema.getType(name);
    if (runtimeType === undefined)
      return fail(
        `Abstract type "${type.name}" was resolved to a type "${name}" that does not exist inside the schema.`,
      );
    if (!isObjectType(runtimeType))
      return fail(`Abstract type "${type.name}" was resolved to a non-object type "${name}".`);
    if (!scope.schema.isSubType(type, runtimeType))
      return fail(`Runtime Object type "${runtimeType.name}" is not a possible type for "${type.name}".`);
    return runtimeType;
  };
  return (run, value, path) => {
    const name: unknown = resolveType(value, run.context, fieldInfo(run, field, path), type);
    return isPromise(name)
      ? name.then((resolved) => objectOf(resolved, value)(run, value, path))
      : objectOf(name, value)(run, value, path);
  };
}

/** `info` of the field that has the value, or the list with the value. */
function fieldInfo(run: Run, field: FieldFacts, path: ResponsePath) {
  let at = path;
  while (at !== undefined && typeof at.key === 'number') at = at.prev;
  // Every value is below a field: the other case has no effect.
  return infoOf(run, field, at ?? { prev: undefined, key: field.name, typename: undefined });
}
