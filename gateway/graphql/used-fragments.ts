import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';

/** The fragments that an operation uses, by name; unknown fragments are left out. */
export function usedFragments(
  operation: OperationDefinitionNode,
  definitions: readonly DefinitionNode[],
): Record<string, FragmentDefinitionNode> {
  const byName = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  const used: Record<string, FragmentDefinitionNode> = Object.create(null);
  const add = (holder: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(holder, {
      FragmentSpread({ name }) {
        const fragment = byName.get(name.value);
        if (fragment === undefined || name.value in used) return;
        used[name.value] = fragment;
        add(fragment);
      },
    });
  };
  add(operation);
  return used;
}

/** Removes the fragments that no operation of a document uses. */
export function withUsedFragments(document: DocumentNode): DocumentNode {
  const { definitions } = document;
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const used = new Set(operations.flatMap((operation) => Object.values(usedFragments(operation, definitions))));
  return { ...document, definitions: [...operations, ...used] };
}
