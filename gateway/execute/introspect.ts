import {
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import type { PlannedOperation } from '../operation/planned-operation.ts';

/**
 * Resolves `__schema` or `__type` of a planned operation from the API schema. Null when a non-null argument was given a
 * null variable.
 */
export function introspect({ analysis, variables, denials }: PlannedOperation, fields: readonly FieldNode[]): unknown {
  const { operation, fragments, supergraph } = analysis;
  const [field] = fields;
  if (field === undefined || denials.some(({ guard }) => fields.includes(guard.node))) return null;
  const names = variablesIn(fields, fragments);
  const document = {
    kind: Kind.DOCUMENT,
    definitions: [questionOf(operation, fields, names), ...Object.values(fragments)],
  } as const;
  const used: Record<string, unknown> = {};
  for (const name of names) if (variables[name] !== undefined) used[name] = variables[name];
  const { data, errors } = executeSync({ schema: supergraph.apiSchema, document, variableValues: used });
  if (errors !== undefined) throw new Error(`introspection failed: ${errors.join()}`);
  return data?.[field.alias?.value ?? field.name.value] ?? null;
}

/** A query with only these fields, which may come from a mutation. */
function questionOf(
  { variableDefinitions = [] }: OperationDefinitionNode,
  selections: readonly FieldNode[],
  names: ReadonlySet<string>,
): OperationDefinitionNode {
  return {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    variableDefinitions: variableDefinitions.filter(({ variable }) => names.has(variable.name.value)),
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}

/** The variables used by fields and by the fragments below them. */
function variablesIn(
  fields: readonly FieldNode[],
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): Set<string> {
  const names = new Set<string>();
  const visited = new Set<string>();
  const add = (node: FieldNode | FragmentDefinitionNode): void => {
    visit(node, {
      Variable: ({ name }) => void names.add(name.value),
      FragmentSpread({ name }) {
        const fragment = visited.has(name.value) ? undefined : fragments[name.value];
        visited.add(name.value);
        if (fragment !== undefined) add(fragment);
      },
    });
  };
  for (const field of fields) add(field);
  return names;
}
