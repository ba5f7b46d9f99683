import {
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  getNullableType,
  isLeafType,
  isNonNullType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { collectFields } from './collect-fields.ts';
import { compileArguments, type ReadArguments } from './compile-arguments.ts';
import { compileCompletion } from './compile-completion.ts';
import type { Complete, FieldFacts, OperationScope } from './operation-scope.ts';

/** A selected field of an object type. */
export interface CompiledField extends FieldFacts {
  readonly key: string;
  /** Undefined where the field is the property of its name. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | undefined;
  readonly args: ReadArguments;
  readonly complete: Complete;
  readonly isNonNull: boolean;
  /** Nothing is below its values, which therefore need not know where they are. */
  readonly isLeaf: boolean;
}

/** The fields that an operation selects of a type, below field nodes or of the root. */
export function compileFields(
  scope: OperationScope,
  parentType: GraphQLObjectType,
  parents: readonly Pick<FieldNode, 'selectionSet'>[],
): readonly CompiledField[] {
  const sets = parents.flatMap(({ selectionSet }) => selectionSet ?? []);
  return [...collectFields(sets, parentType, scope)].flatMap(([key, nodes]) => {
    const [node] = nodes;
    const definition = node === undefined ? undefined : definitionOf(scope, parentType, node.name.value);
    if (node === undefined || definition === undefined) return [];
    const { name, type, resolve } = definition;
    const facts = { name, nodes, parentType, type };
    return {
      ...facts,
      key,
      resolve,
      args: compileArguments(scope, definition, node),
      complete: compileCompletion(scope, type, facts),
      isNonNull: isNonNullType(type),
      isLeaf: isLeafType(getNullableType(type)),
    };
  });
}

function definitionOf(
  { schema }: OperationScope,
  type: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}
