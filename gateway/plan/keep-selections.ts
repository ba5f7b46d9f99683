import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

const TYPE_NAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * The document with a `__typename` wherever all that a field selects may be left out by `@skip` or `@include`. The planner
 * drops a field that it finds nothing in, and with it a mutation; the answer is to have it all the same, as `{}`.
 * https://spec.graphql.org/October2021/#sec-Value-Completion
 */
export function keepSelections(document: DocumentNode): DocumentNode {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const known = new Map<string, boolean>();

  const holds = (set: SelectionSetNode): boolean => set.selections.some(stays);

  /** Whether a selection always brings a field. Whether its type applies is not asked: who cannot know must not drop it. */
  function stays(selection: SelectionNode): boolean {
    if ((selection.directives?.length ?? 0) > 0) return false;
    if (selection.kind === Kind.FIELD) return true;
    return selection.kind === Kind.INLINE_FRAGMENT
      ? holds(selection.selectionSet)
      : fragmentHolds(selection.name.value);
  }

  function fragmentHolds(name: string): boolean {
    const found = known.get(name);
    if (found !== undefined) return found;
    const fragment = fragments.get(name);
    const answer = fragment === undefined || holds(fragment.selectionSet);
    known.set(name, answer);
    return answer;
  }

  return visit(document, {
    Field(node) {
      if (node.selectionSet === undefined || holds(node.selectionSet)) return undefined;
      const selections = [...node.selectionSet.selections, TYPE_NAME];
      return { ...node, selectionSet: { ...node.selectionSet, selections } };
    },
  });
}
