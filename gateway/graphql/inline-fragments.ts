import { type FragmentDefinitionNode, Kind, type SelectionSetNode, visit } from 'graphql';

/** Replaces every fragment spread by an inline fragment. */
export function inlineFragments(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionSetNode {
  if (fragments.size === 0) return set;
  return visit(set, {
    FragmentSpread({ name, directives = [] }) {
      const fragment = fragments.get(name.value);
      if (fragment === undefined) return undefined;
      const { typeCondition, selectionSet } = fragment;
      const inline = { kind: Kind.INLINE_FRAGMENT, typeCondition, directives } as const;
      return { ...inline, selectionSet: inlineFragments(selectionSet, fragments) };
    },
  });
}
