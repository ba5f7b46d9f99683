import {
  type DefinitionNode,
  type FieldNode,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  print,
  visit,
} from 'graphql';
import type { OperationRequest } from '../operation/operation-request.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import { collectFields } from './shape/collect-fields.ts';

/** One root field of a mutation as a request of its own. */
export interface RootFieldRequest {
  readonly responseKey: string;
  readonly isNonNull: boolean;
  readonly request: OperationRequest;
}

/** Splits a mutation into one request per root field, in execution order. */
export function splitMutation({ analysis, request, variables }: PlannedOperation): readonly RootFieldRequest[] {
  const { operation, fragments, supergraph } = analysis;
  const type = supergraph.apiSchema.getMutationType();
  if (!type) return [];
  const scope = { schema: supergraph.apiSchema, fragments, variables };
  return [...collectFields([operation.selectionSet], type, scope)].map(([responseKey, nodes]) => ({
    responseKey,
    isNonNull: isNonNullType(type.getFields()[nodes[0]?.name.value ?? '']?.type),
    request: {
      query: textOf(operation, nodes, fragments),
      operationName: operation.name?.value,
      variables: request.variables,
    },
  }));
}

/** The text of the operation with only these fields, and with the fragments and variables that they use. */
function textOf(
  operation: OperationDefinitionNode,
  nodes: readonly FieldNode[],
  fragments: PlannedOperation['analysis']['fragments'],
): string {
  const fragmentNames = new Set<string>();
  const variableNames = new Set<string>();
  const note = (node: DefinitionNode | FieldNode): void => {
    visit(node, {
      Variable: ({ name }) => void variableNames.add(name.value),
      FragmentSpread({ name }) {
        if (fragmentNames.has(name.value)) return;
        fragmentNames.add(name.value);
        const fragment = fragments[name.value];
        if (fragment !== undefined) note(fragment);
      },
    });
  };
  // Their conditions have been evaluated already.
  const selections = nodes.map((node): FieldNode => ({ ...node, directives: [] }));
  selections.forEach(note);
  const definition: OperationDefinitionNode = {
    ...operation,
    directives: [],
    variableDefinitions: (operation.variableDefinitions ?? []).filter(({ variable }) =>
      variableNames.has(variable.name.value),
    ),
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  const used = [...fragmentNames].flatMap((name) => fragments[name] ?? []);
  return print({ kind: Kind.DOCUMENT, definitions: [definition, ...used] });
}
