import { type DirectiveNode, type DocumentNode, visit } from 'graphql';
import { filledSet } from '../graphql/filled-set.ts';
import { isCondition, isSelected } from './conditions.ts';

/**
 * The document as its conditions leave it: without what `@skip` and `@include` take away, and without those directives.
 *
 * A plan that holds both ways of a condition is wrong in one of them: the planner makes a lookup need what a field needs
 * that is left out, and so nothing of that object is asked for. An object of which nothing is left keeps its type name,
 * or it would be null where it is an empty object.
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
