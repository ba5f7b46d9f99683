import { type DirectiveNode, type DocumentNode, visit } from 'graphql';
import { filledSet } from '../graphql/filled-set.ts';
import { isCondition, isSelected } from './conditions.ts';

/**
 * Evaluates `@skip` and `@include`: removes excluded selections and the directives.
 *
 * A plan for both values of a condition can be wrong for one of them: the planner adds the requirements of an excluded
 * field to a lookup, and nothing of that object is then fetched. An object without selections keeps `__typename`, or it
 * would be null instead of an empty object.
 *
 * @throws a fault when a condition is null.
 */
export function settleConditions(document: DocumentNode, variables: Readonly<Record<string, unknown>>): DocumentNode {
  const settled = { enter: (node: Conditional) => (isSelected(node.directives, variables) ? undefined : null) };
  return visit(document, {
    Field: {
      ...settled,
      leave: (node) => ({
        ...node,
        ...certain(node),
        ...(node.selectionSet && { selectionSet: filledSet(node.selectionSet) }),
      }),
    },
    FragmentSpread: { ...settled, leave: (node) => ({ ...node, ...certain(node) }) },
    InlineFragment: {
      ...settled,
      leave: (node) => (node.selectionSet.selections.length === 0 ? null : { ...node, ...certain(node) }),
    },
    FragmentDefinition: { leave: (node) => ({ ...node, selectionSet: filledSet(node.selectionSet) }) },
    OperationDefinition: { leave: (node) => ({ ...node, selectionSet: filledSet(node.selectionSet) }) },
  });
}

interface Conditional {
  readonly directives?: readonly DirectiveNode[] | undefined;
}

const certain = ({ directives = [] }: Conditional) => ({
  directives: directives.filter((directive) => !isCondition(directive)),
});
