import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { createBoundedCache } from '../../limits/bounded-cache.ts';
import { compileFields } from './compile-fields.ts';
import { conditionVariables } from './condition-variables.ts';
import { inParallel, inSeries } from './execute-fields.ts';
import { addError, type Run } from './execution-run.ts';
import { isPromise } from './is-promise.ts';
import type { ExecuteFields, OperationScope } from './operation-scope.ts';

/** How many errors of variables are reported at once; graphql-js reports as many. */
const MAX_VARIABLE_ERRORS = 50;

/** Compiled forms of one operation, for different values of its conditions. */
const MAX_FORMS = 16;

type Execution = ExecutionResult | Promise<ExecutionResult>;

/** The part of `ExecutionArgs` that differs between requests of one operation. */
type OperationArgs = Omit<ExecutionArgs, 'schema'>;

/**
 * Executes operations like `execute` of graphql-js, but compiles each one when it is executed first: its fields, their
 * arguments and types are looked up once. What is compiled lives as long as the document. Documents must be valid.
 */
export function createCompiledExecute(schema: GraphQLSchema): (args: OperationArgs) => Execution {
  const compiled = new WeakMap<OperationDefinitionNode, (args: OperationArgs) => Execution>();
  return (args) => {
    const operation = getOperationAST(args.document, args.operationName);
    if (operation == null) return execute({ ...args, schema });
    let executeOperation = compiled.get(operation);
    if (executeOperation === undefined) {
      executeOperation = compileOperation(schema, args, operation);
      compiled.set(operation, executeOperation);
    }
    return executeOperation(args);
  };
}

function compileOperation(
  schema: GraphQLSchema,
  { document }: Pick<OperationArgs, 'document'>,
  operation: OperationDefinitionNode,
): (args: OperationArgs) => Execution {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
  const conditionNames = conditionVariables(document);
  const forms = createBoundedCache<Form>(MAX_FORMS);
  return (args) => {
    const { coerced, errors } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      args.variableValues ?? {},
      { maxErrors: MAX_VARIABLE_ERRORS },
    );
    if (errors !== undefined) return { errors };
    const conditions = conditionsOf(conditionNames, coerced);
    // What has no meaning here has an error of its own there.
    if (conditions === null || schema.getRootType(operation.operation) == null) return execute({ ...args, schema });
    const key = Object.values(conditions).join();
    let form = forms.get(key);
    if (form === undefined) {
      form = compileForm({ schema, operation, fragments, conditions });
      forms.set(key, form);
    }
    return executeForm(form, args, coerced);
  };
}

/** An operation with given values of its conditions. */
interface Form {
  readonly scope: OperationScope;
  readonly executeRoot: ExecuteFields;
}

function compileForm(parts: Pick<OperationScope, 'schema' | 'operation' | 'fragments' | 'conditions'>): Form {
  let slots = 0;
  const scope: OperationScope = {
    ...parts,
    nextSlot: () => slots++,
    compileObject: (type, nodes) => inParallel(compileFields(scope, type, nodes)),
  };
  const { operation, schema } = parts;
  const type = schema.getRootType(operation.operation);
  const fields = type == null ? [] : compileFields(scope, type, [operation]);
  return { scope, executeRoot: operation.operation === 'mutation' ? inSeries(fields) : inParallel(fields) };
}

function executeForm(
  { scope, executeRoot }: Form,
  args: OperationArgs,
  variableValues: Run['variableValues'],
): Execution {
  const { schema, fragments, operation } = scope;
  const { rootValue, contextValue: context } = args;
  const run: Run = {
    schema,
    fragments,
    operation,
    rootValue,
    variableValues,
    context,
    args: [],
    errors: [],
    nulled: new Set(),
  };
  const respond = (data: unknown): ExecutionResult => {
    // as: the root is an object of fields.
    const result = { data: data as Record<string, unknown> | null };
    return run.errors.length === 0 ? result : { errors: run.errors, ...result };
  };
  const fail = (thrown: unknown): ExecutionResult => {
    if (!(thrown instanceof GraphQLError)) throw thrown;
    addError(run, thrown, undefined);
    return respond(null);
  };
  try {
    const data = executeRoot(run, rootValue, undefined);
    return isPromise(data) ? data.then(respond, fail) : respond(data);
  } catch (thrown) {
    return fail(thrown);
  }
}

/** The values of variables in conditions; null if one is not a boolean. */
function conditionsOf(names: readonly string[], variables: Run['variableValues']): Record<string, boolean> | null {
  const conditions: Record<string, boolean> = {};
  for (const name of names) {
    const value = variables[name];
    if (typeof value !== 'boolean') return null;
    conditions[name] = value;
  }
  return conditions;
}
