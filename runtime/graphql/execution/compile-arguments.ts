import { type FieldNode, type GraphQLField, getArgumentValues, Kind, type ValueNode } from 'graphql';
import type { Run } from './execution-run.ts';
import type { OperationScope } from './operation-scope.ts';

/** The arguments of a field. @throws what makes them invalid. */
export type ReadArguments = (run: Run) => Readonly<Record<string, unknown>>;

const NO_ARGUMENTS = Object.freeze({});

/**
 * How to read the arguments of a field: once if no variable is in them, else once an execution. Resolvers share them, so
 * they are frozen.
 */
export function compileArguments(
  scope: OperationScope,
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): ReadArguments {
  if (definition.args.length === 0) return () => NO_ARGUMENTS;
  if (node.arguments?.some(({ value }) => hasVariable(value))) {
    const slot = scope.nextSlot();
    return ({ args, variableValues }) => {
      args[slot] ??= Object.freeze(getArgumentValues(definition, node, variableValues));
      return args[slot];
    };
  }
  let values: Readonly<Record<string, unknown>> | undefined;
  return () => {
    values ??= Object.freeze(getArgumentValues(definition, node));
    return values;
  };
}

function hasVariable(node: ValueNode): boolean {
  if (node.kind === Kind.VARIABLE) return true;
  if (node.kind === Kind.LIST) return node.values.some(hasVariable);
  return node.kind === Kind.OBJECT && node.fields.some(({ value }) => hasVariable(value));
}
