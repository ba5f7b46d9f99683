import { type GraphQLOutputType, isAbstractType, isLeafType, isListType, isNonNullType } from 'graphql';
import { compileAbstract, compileObject } from './compile-composite.ts';
import { compileLeaf } from './compile-leaf.ts';
import { compileList } from './compile-list.ts';
import type { Complete, FieldFacts, OperationScope } from './operation-scope.ts';

/**
 * How to complete values of a type.
 * https://spec.graphql.org/October2021/#CompleteValue()
 */
export function compileCompletion(scope: OperationScope, type: GraphQLOutputType, field: FieldFacts): Complete {
  if (isNonNullType(type)) {
    const complete = compileCompletion(scope, type.ofType, field);
    return (run, value, path) => {
      const completed = complete(run, value, path);
      if (completed !== null) return completed;
      throw new Error(`Cannot return null for non-nullable field ${field.parentType.name}.${field.name}.`);
    };
  }
  const complete = compileNonNull(scope, type, field);
  return (run, value, path) => {
    if (value == null) return null;
    if (value instanceof Error) throw value;
    return complete(run, value, path);
  };
}

/** For values that are neither null nor an error. */
function compileNonNull(scope: OperationScope, type: GraphQLOutputType, field: FieldFacts): Complete {
  if (isListType(type)) return compileList(compileCompletion(scope, type.ofType, field), type, field);
  if (isAbstractType(type)) return compileAbstract(scope, type, field);
  if (isLeafType(type)) {
    const serialize = compileLeaf(type);
    return (_, value) => serialize(value);
  }
  if (isNonNullType(type)) return compileCompletion(scope, type, field);
  return compileObject(scope, type, field);
}
