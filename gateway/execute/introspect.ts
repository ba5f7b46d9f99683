import { executeSync, type FieldNode, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { PreparedOperation } from '../plan/operation-store.ts';

/** Answers `__schema` or `__type` of a prepared operation from the schema that clients see. */
export function introspect({ known, variables }: PreparedOperation, fields: readonly FieldNode[]): unknown {
  const { operation, fragments, supergraph } = known;
  const document = {
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, ...onlyUsed(operation, fields) }, ...Object.values(fragments)],
  } as const;
  const used: Record<string, unknown> = {};
  for (const name of variablesIn(fields)) if (variables[name] !== undefined) used[name] = variables[name];
  const { data, errors } = executeSync({ schema: supergraph.apiSchema, document, variableValues: used });
  const [field] = fields;
  if (errors !== undefined || field === undefined) throw new Error(`introspection failed: ${errors?.join()}`);
  return data?.[field.alias?.value ?? field.name.value] ?? null;
}

function onlyUsed(
  { variableDefinitions = [] }: OperationDefinitionNode,
  fields: readonly FieldNode[],
): Pick<OperationDefinitionNode, 'selectionSet' | 'variableDefinitions'> {
  const names = variablesIn(fields);
  return {
    variableDefinitions: variableDefinitions.filter(({ variable }) => names.has(variable.name.value)),
    selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
  };
}

function variablesIn(fields: readonly FieldNode[]): Set<string> {
  const names = new Set<string>();
  for (const field of fields) visit(field, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}
