import { type DefinitionNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, visit } from 'graphql';

/** The fragments among definitions that an operation uses, by name; those that do not exist are left out. */
export function usedFragments(
  operation: OperationDefinitionNode,
  definitions: readonly DefinitionNode[],
): Record<string, FragmentDefinitionNode> {
  const known = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  const used: Record<string, FragmentDefinitionNode> = Object.create(null);
  const add = (holder: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(holder, {
      FragmentSpread({ name }) {
        const fragment = known.get(name.value);
        if (fragment === undefined || name.value in used) return;
        used[name.value] = fragment;
        add(fragment);
      },
    });
  };
  add(operation);
  return used;
}
