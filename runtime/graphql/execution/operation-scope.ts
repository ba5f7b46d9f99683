import type {
  FieldNode,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { Path, ResponsePath, Run } from './execution-run.ts';

/** The response's value for what a resolver returned. @throws the field's error, or rejects with it. */
export type Complete = (run: Run, value: unknown, path: ResponsePath) => unknown;

/** Executes the selected fields of an object. It throws, or rejects, when the object itself becomes null. */
export type ExecuteFields = (run: Run, source: unknown, path: ResponsePath) => unknown;

/** What the parts of one compiled operation share. */
export interface OperationScope {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: GraphQLResolveInfo['fragments'];
  /** Values of the variables in `@skip` and `@include`. */
  readonly conditions: Readonly<Record<string, boolean>>;
  /** Makes numbers for fields whose arguments depend on variables. */
  nextSlot(): number;
  /** Compiles what field nodes select of a type. */
  compileObject(type: GraphQLObjectType, nodes: readonly Pick<FieldNode, 'selectionSet'>[]): ExecuteFields;
}

/** What errors and `info` say of a field. */
export interface FieldFacts {
  readonly name: string;
  readonly nodes: FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly type: GraphQLOutputType;
}

/** The last argument of a resolver. */
export const infoOf = (run: Run, { name, nodes, parentType, type }: FieldFacts, path: Path): GraphQLResolveInfo => ({
  fieldName: name,
  fieldNodes: nodes,
  returnType: type,
  parentType,
  path,
  schema: run.schema,
  fragments: run.fragments,
  rootValue: run.rootValue,
  operation: run.operation,
  variableValues: run.variableValues,
});
